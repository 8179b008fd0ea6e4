/** 纸质表单页的用语。 */
export const paperZh = {
  "paper.title": "纸质表单",
  "paper.question": "断网断电时用哪张表手工填写？",
  "paper.find": "查找表单",
  "paper.group.advice": "劝导站",
  "paper.group.reports": "路面",
  "paper.group.work": "办理步骤",
  "paper.group.registers": "台账",
  "paper.fields": "{n} 项",
  "paper.personal": "填写后含个人信息",
  "paper.print": "PDF",
  "paper.typeIn": "去录入",
  "paper.how": "请在断网之前打印好可能用到的表。恢复后在对应页面补录，填写时间以表上为准，并把系统编号写回表上。各项与页面及当前规则包一致。",
  "paper.none": "没有这个名称的表单。",
  "paper.blank": "纸质表单",
  "next.paper": "打印本岗位用的表，放在断电也拿得到的地方。",
} as const;
