"""What server and senders of the benchmark ``durable`` both know."""

import json
from collections.abc import Sequence

SITES = tuple(f"6210{number:08d}" for number in range(600))
NAME, PASSWORD = "bench", "bench-of-passes"
START_MS = 1_772_856_000_000
ZONE = "Asia/Shanghai"


def gat1400_objects(sites: Sequence[str], plates: Sequence[str], speeds: Sequence[int]) -> bytes:
    """A body of full objects, some fifty fields each, one a site; all of one moment. An empty plate: none was read."""
    filler = {f"Filler{i}": str(i) for i in range(24)}
    objects = [
        {
            "MotorVehicleID": f"621000000000000000010000{row:06d}0000000000",
            "InfoKind": 1,
            "SourceID": f"62100000000000000001020000{row:06d}",
            "TollgateID": site,
            "DeviceID": "62100000001190000001",
            "StorageUrl1": f"http://10.1.2.3:9080/picture/20260307/0000/{row:06d}-near.jpg",
            "StorageUrl3": f"http://10.1.2.3:9080/picture/20260307/0000/{row:06d}-far.jpg",
            "LeftTopX": 1, "LeftTopY": 2, "RightBtmX": 3, "RightBtmY": 4,
            "LaneNo": row % 4 + 1, "HasPlate": "1" if plate else "0", "PlateClass": "02", "PlateColor": "5",
            "PlateNo": plate, "Speed": speed, "Direction": "1",
            "VehicleClass": "K33", "VehicleBrand": "12", "VehicleColor": "2", "NumOfPassenger": 1,
            "PassTime": "20260307120000", "PlateReliability": "95",
            "PlateCharReliability": "90-95,90-90,90-90,90-88,90-90,90-97,90-87",
            "SubImageList": {"SubImageInfoObject": [{"ImageID": f"{row:041d}", "EventSort": 4, "Type": "01",
                                                     "FileFormat": "Jpeg", "Width": 437, "Height": 350}]},
            **filler,
        }
        for row, (site, plate, speed) in enumerate(zip(sites, plates, speeds, strict=True))
    ]  # fmt: skip
    told = {"MotorVehicleListObject": {"MotorVehicleObject": objects}}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
