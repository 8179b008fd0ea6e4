/** Words of the page of forms on paper. */
export const paperEn = {
  "paper.title": "Forms on paper",
  "paper.question": "What is filled in by hand where no device works?",
  "paper.find": "Find a form",
  "paper.group.advice": "At the station",
  "paper.group.reports": "On the road",
  "paper.group.work": "Steps of work",
  "paper.group.registers": "Registers",
  "paper.fields": "{n} fields",
  "paper.personal": "personal data once filled in",
  "paper.print": "PDF",
  "paper.typeIn": "Type in",
  "paper.how": "Print what may be needed before the network is gone. A sheet is typed in on its own page afterwards, with the time at which it was filled in; the number that the system gives is written on the sheet. The fields are those of the page, of this rule pack.",
  "paper.none": "No form is called that.",
  "paper.blank": "Form on paper",
  "next.paper": "Print the sheets of your post, and keep them where the power may fail.",
} as const;
