"""Columns of the province's examination of the city 省考市, as it is sent round: a row a line, city or county."""

from daoan.sense.roster.columns import Column, Holds, Layout
from daoan.terms.estimates import Text

MOST_COUNTED, MOST_POINTS = 10_000_000, 1_000

PROVINCE_RESULT = Layout(
    Text("province's examination of the city", "省考市结果"), "",
    (
        Column("month", Text("month", "月份"), Holds.MONTH, True, ("考核月份", "考核月度", "年月")),
        Column("area", Text("county", "县区"), Holds.TEXT, called=("县市区", "区县", "地区", "考核对象", "单位")),
        Column("item", Text("line", "考核项目"), Holds.WORDS, True, ("项目", "指标", "考核指标", "考核内容")),
        Column("part", Text("counted", "完成数"), Holds.COUNT, called=("实际数", "达标数", "数量", "分子"),
               most=MOST_COUNTED),
        Column("whole", Text("of", "应完成数"), Holds.COUNT, called=("总数", "基数", "分母"), most=MOST_COUNTED),
        Column("most", Text("full marks", "满分"), Holds.AMOUNT, called=("分值", "标准分", "权重"), most=MOST_POINTS),
        Column("points", Text("points", "得分"), Holds.AMOUNT, True, ("考核得分", "省考得分", "实得分"),
               most=MOST_POINTS, gaps=True),  # counties may be counted without points of their own
        Column("reason", Text("reason", "扣分原因"), Holds.WORDS, called=("原因", "理由", "说明", "备注")),
    ),
)  # fmt: skip
