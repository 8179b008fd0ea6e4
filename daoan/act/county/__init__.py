"""County warnings 县域预警: from a county's colour to a warning that somebody signs, answers and is re-assessed by.

Assessments flow in; a finding flows out for each county whose colour asks for a warning (:mod:`.findings`). A finding
becomes a matter (:mod:`.matters`) that moves by :data:`daoan.act.county.warning.COUNTY_WARNING`, like everything else.
"""
