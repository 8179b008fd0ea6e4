/** 浏览器推送用语。 */
export const pushZh = {
  "push.title": "浏览器提醒",
  "push.what": "未打开道安页面时，也能收到发给本单位的消息：仅含事项类型、等级与时限，不含标题、姓名和车牌。公用电脑请勿开启。",
  "push.here": "当前浏览器",
  "push.name": "当前浏览器名称",
  "push.add": "用当前浏览器提醒我",
  "push.added": "已开启当前浏览器的提醒",
  "push.removed": "已移除，不再通过它提醒",
  "push.removeNamed": "移除{name}",
  "push.off": "本系统已关闭浏览器推送，以下浏览器不再收到提醒。",
  "push.unsupported": "当前浏览器在此地址无法接收提醒：不支持推送，或地址未加密。",
  "push.refused": "浏览器不允许显示通知：请在浏览器设置中允许此地址的通知后重试。",
  "push.unreachable": "浏览器无法连接其厂商的推送服务；在封闭网络中不可用。",
  "message.pushByVendor": "浏览器推送经由各浏览器厂商的服务转送，厂商无法读取内容。",
  "message.fault.browser_gone": "浏览器已不再接收",
  "message.fault.too_large": "内容过大",
} as const;
