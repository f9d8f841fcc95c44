"""One way to write and to type a day, on pages and in the admin."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT, YEAR_MONTH_FORMAT = "j M", "M Y"
DATE_INPUT_FORMATS = ["%Y-%m-%d"]  # 11/12/2026 means two days, so it is not accepted
