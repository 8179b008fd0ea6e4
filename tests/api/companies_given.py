"""What tests of companies are given: files as units hand them in, and a roster that was taken in from them."""

from datetime import date
from typing import Any

from tests.api.work_given import Office
from tests.sense.roster.sheets_given import credit_code, number, workbook

COMPANIES = "/api/v1/companies"
FIRM, OTHER = credit_code(1), credit_code(2)
PLATES = ("甘M10001", "甘M10002", "甘M10003")
FIRMS = [
    ["统一社会信用代码", "企业名称", "企业类型", "管理单位"],
    [FIRM, "岭上运输", "普通货运", "北大队"],
    [OTHER, "川口客运", "公路客运", "south"],
]


def vehicles(due: date = date(2026, 3, 1)) -> list[list[Any]]:
    """Three lorries of the first company; inspection of the first two ended on a day."""
    heading = ["号牌号码", "车辆类型", "企业名称", "检验有效期止", "强制报废期止", "未处理违法"]
    later = date(2035, 1, 1)
    days = (due, due, later)
    return [heading, *([p, "重中型货车", "岭上运输", d, later, 0] for p, d in zip(PLATES, days, strict=True))]


def drivers() -> list[list[Any]]:
    """Two drivers of the first company."""
    heading = ["身份证号", "姓名", "手机号码", "准驾车型", "企业名称", "审验有效期止"]
    return [heading, *([number(n), "张三丰", "13812345678", "A2", FIRM, date(2027, 1, 1)] for n in range(2))]


def look(office: Office, kind: str, rows: list[list[Any]] | bytes, by: str = "commander", **query: Any) -> Any:
    """Look at a file. A workbook tells when it was made, so that the same one is handed in as its bytes."""
    file = {"file": ("roster.xlsx", rows if isinstance(rows, bytes) else workbook(rows))}
    return office.as_(by).post(f"{COMPANIES}/files/{kind}", files=file, params=query)


def take(office: Office, kind: str, rows: list[list[Any]], by: str = "commander") -> dict:
    """Take a file in."""
    file = workbook(rows)
    seen = look(office, kind, file, by)
    assert seen.status_code == 200, seen.text
    answer = look(office, kind, file, by, digest=seen.json()["preview"]["digest"])
    assert answer.status_code == 200, answer.text
    assert answer.json()["kept"] is not None, answer.json()["preview"]["problems"]
    return answer.json()


def with_roster(office: Office) -> Office:
    """The office with two companies, three lorries and two drivers."""
    for kind, rows in (("companies", FIRMS), ("vehicles", vehicles()), ("drivers", drivers())):
        take(office, kind, rows)
    return office
