"""Dictionaries of STATS19, the British form for injury collisions: codes, and the labels that its users write for them.

Source: Department for Transport, STATS20 "Instructions for the completion of road accident reports" and the code guide
that Leeds City Council publishes with its files (``guidance_codes.csv``). Leeds writes labels until 2017 and codes from
2018, STATS19 tables write codes, and common tools write labels of their own; all of them are here, side by side.
"""

from daoan.sense.feeds.dictionary import dictionary
from daoan.terms.codes import Light, RoadClass, Role, Severity, Surface, VehicleKind, Weather

#: Severity of a person and of a collision. Fatal: died within 30 days.
SEVERITY = dictionary(
    {
        "1": Severity.FATAL,
        "2": Severity.SERIOUS,
        "3": Severity.SLIGHT,
        "Fatal": Severity.FATAL,
        "Serious": Severity.SERIOUS,
        "Slight": Severity.SLIGHT,
    }
)

ROLE = dictionary(
    {
        "1": Role.DRIVER,
        "2": Role.PASSENGER,
        "3": Role.PEDESTRIAN,
        "9": Role.UNKNOWN,
        "Driver": Role.DRIVER,
        "Driver or rider": Role.DRIVER,
        "Driver/Rider": Role.DRIVER,
        "Passenger": Role.PASSENGER,
        "Vehicle or pillion passenger": Role.PASSENGER,
        "Pedestrian": Role.PEDESTRIAN,
    }
)

#: First road class. The number of the road, where a file writes class and number in one column, is cut off before.
ROAD_CLASS = dictionary(
    {
        "1": RoadClass.MOTORWAY,
        "2": RoadClass.MOTORWAY,
        "3": RoadClass.PRIMARY,
        "4": RoadClass.SECONDARY,
        "5": RoadClass.TERTIARY,
        "6": RoadClass.LOCAL,
        "Motorway": RoadClass.MOTORWAY,
        "M": RoadClass.MOTORWAY,
        "A(M)": RoadClass.MOTORWAY,
        "A": RoadClass.PRIMARY,
        "B": RoadClass.SECONDARY,
        "C": RoadClass.TERTIARY,
        "U": RoadClass.LOCAL,
        "Unclassified": RoadClass.LOCAL,
    }
)

#: Daylight is one class whatever lamps stand there. Codes 1 to 3 are the older form's, -1 and 7 "lighting unknown".
LIGHT = dictionary(
    {
        "1": Light.DAY,
        "2": Light.DAY,
        "3": Light.DAY,
        "4": Light.DARK_LIT,
        "5": Light.DARK_UNLIT,
        "6": Light.DARK_UNLIT,
        "7": Light.DARK_UNKNOWN,
        "Daylight": Light.DAY,
        "Daylight: street lights present": Light.DAY,
        "Daylight: no street lighting": Light.DAY,
        "Daylight: street lighting unknown": Light.DAY,
        "Darkness: street lights present and lit": Light.DARK_LIT,
        "Darkness: street lights present but unlit": Light.DARK_UNLIT,
        "Darkness: no street lighting": Light.DARK_UNLIT,
        "Darkness: street lighting unknown": Light.DARK_UNKNOWN,
        "Darkness - lights lit": Light.DARK_LIT,
        "Darkness - lights unlit": Light.DARK_UNLIT,
        "Darkness - no lighting": Light.DARK_UNLIT,
        "Darkness - lighting unknown": Light.DARK_UNKNOWN,
    },
    repaired={"Darkness: street lights present and lit and lit": Light.DARK_LIT},
)

WEATHER = dictionary(
    {
        "1": Weather.FINE,
        "2": Weather.RAIN,
        "3": Weather.SNOW,
        "4": Weather.WIND,
        "5": Weather.RAIN,
        "6": Weather.SNOW,
        "7": Weather.FOG,
        "8": Weather.OTHER,
        "9": Weather.UNKNOWN,
        "Fine without high winds": Weather.FINE,
        "Fine no high winds": Weather.FINE,
        "Raining without high winds": Weather.RAIN,
        "Raining no high winds": Weather.RAIN,
        "Snowing without high winds": Weather.SNOW,
        "Snowing no high winds": Weather.SNOW,
        "Fine with high winds": Weather.WIND,
        "Fine + high winds": Weather.WIND,
        "Raining with high winds": Weather.RAIN,
        "Raining + high winds": Weather.RAIN,
        "Snowing with high winds": Weather.SNOW,
        "Snowing + high winds": Weather.SNOW,
        "Fog or mist": Weather.FOG,
        "Fog or mist – if hazard": Weather.FOG,
        "Fog or mist (if hazard)": Weather.FOG,
        "Other": Weather.OTHER,
        "Unknown": Weather.UNKNOWN,
    }
)

SURFACE = dictionary(
    {
        "1": Surface.DRY,
        "2": Surface.WET,
        "3": Surface.SNOW,
        "4": Surface.ICE,
        "5": Surface.FLOOD,
        "6": Surface.OTHER,  # oil or diesel
        "7": Surface.MUD,
        "9": Surface.UNKNOWN,  # self-reported, unknown
        "Dry": Surface.DRY,
        "Wet/Damp": Surface.WET,
        "Wet or damp": Surface.WET,
        "Snow": Surface.SNOW,
        "Frost/Ice": Surface.ICE,
        "Frost or ice": Surface.ICE,
        "Flood": Surface.FLOOD,
        "Flood (surface water over 3cm deep)": Surface.FLOOD,
        "Flood over 3cm. deep": Surface.FLOOD,
        "Oil or diesel": Surface.OTHER,
        "Mud": Surface.MUD,
    }
)

#: Leeds 2017 had each digit of its vehicle codes replaced with the label of that digit's code, one after the other:
#: 11 became "Pedal cycle" twice, 90 "Car" and 0, and the 5 inside "50cc" became "Motorcycle over 500cc".
_TWO = "Motorcycle Motorcycle over 500cc0cc and under"
VEHICLE = dictionary(
    {
        "1": VehicleKind.PEDAL_CYCLE,
        "2": VehicleKind.MOTORCYCLE,
        "3": VehicleKind.MOTORCYCLE,
        "4": VehicleKind.MOTORCYCLE,
        "5": VehicleKind.MOTORCYCLE,
        "8": VehicleKind.TAXI,
        "9": VehicleKind.CAR,
        "10": VehicleKind.MINIBUS,
        "11": VehicleKind.BUS,
        "14": VehicleKind.OTHER,
        "15": VehicleKind.OTHER,
        "16": VehicleKind.OTHER,
        "17": VehicleKind.AGRICULTURAL,
        "18": VehicleKind.OTHER,
        "19": VehicleKind.LIGHT_GOODS,
        "20": VehicleKind.HEAVY_GOODS,
        "21": VehicleKind.HEAVY_GOODS,
        "22": VehicleKind.OTHER,
        "23": VehicleKind.MOTORCYCLE,
        "90": VehicleKind.OTHER,
        "97": VehicleKind.MOTORCYCLE,
        "98": VehicleKind.OTHER,  # goods vehicle, weight unknown: neither light nor heavy is said
        "99": VehicleKind.UNKNOWN,
        "Pedal cycle": VehicleKind.PEDAL_CYCLE,
        "M/cycle 50cc and under": VehicleKind.MOTORCYCLE,
        "Motorcycle over 50cc and up to 125cc": VehicleKind.MOTORCYCLE,
        "Motorcycle over 125cc and up to 500cc": VehicleKind.MOTORCYCLE,
        "Motorcycle over 500cc": VehicleKind.MOTORCYCLE,
        "Motorcycle - Unknown CC": VehicleKind.MOTORCYCLE,
        "Taxi/Private hire car": VehicleKind.TAXI,
        "Car": VehicleKind.CAR,
        "Minibus (8 – 16 passenger seats)": VehicleKind.MINIBUS,
        "Bus or coach (17 or more passenger seats)": VehicleKind.BUS,
        "Ridden horse": VehicleKind.OTHER,
        "Agricultural vehicle (includes diggers etc.)": VehicleKind.AGRICULTURAL,
        "Tram / Light rail": VehicleKind.OTHER,
        "Goods vehicle 3.5 tonnes mgw and under": VehicleKind.LIGHT_GOODS,
        "Goods vehicle over 3.5 tonnes and under 7.5 tonnes mgw": VehicleKind.HEAVY_GOODS,
        "Goods vehicle 7.5 tonnes mgw and over": VehicleKind.HEAVY_GOODS,
        "Mobility Scooter": VehicleKind.OTHER,
        "Other motor vehicle": VehicleKind.OTHER,
        "Other non-motor vehicle": VehicleKind.OTHER,
        "Other Vehicle": VehicleKind.OTHER,
    },
    repaired={
        _TWO: VehicleKind.MOTORCYCLE,  # 2
        "Motorcycle Motorcycle over 500cc0cc to 12Motorcycle over 500cccc": VehicleKind.MOTORCYCLE,  # 3
        "Motorcycle 12Motorcycle over 500cccc to Motorcycle over 500cc00cc": VehicleKind.MOTORCYCLE,  # 4
        "Pedal cycle0": VehicleKind.MINIBUS,  # 10
        "Pedal cyclePedal cycle": VehicleKind.BUS,  # 11
        "Pedal cycleCar": VehicleKind.LIGHT_GOODS,  # 19
        f"{_TWO}0": VehicleKind.HEAVY_GOODS,  # 20
        f"{_TWO}Pedal cycle": VehicleKind.HEAVY_GOODS,  # 21
        f"{_TWO}{_TWO}": VehicleKind.OTHER,  # 22
        "Car0": VehicleKind.OTHER,  # 90
        "Car7": VehicleKind.MOTORCYCLE,  # 97
        "CarTaxi/Private hire car": VehicleKind.OTHER,  # 98
    },
)

SEX = {"1": "male", "2": "female", "male": "male", "female": "female"}
