"""The resort pipeline with pandas: pandas_pipeline.py BOOKINGS.csv FOLDER HOTEL

Reads the raw bookings, cleans them by the rules of Etl.Hotels and computes its models. Each model is written as gzipped JSON Lines of the same
rows, on disk before the next, and a report as a page of tables. Frames stay in memory from step to step, as one would write it with pandas.
"""

import os
import sys

import figures
import numpy
import pandas

source, folder, hotel = sys.argv[1:4]
MAX_COUNT = 9_999
MAX_PRICE = 1_000_000_000
GUESTS = ["adults", "children", "babies"]
TEXTS = {
    "distribution_channel": "distributionChannel",
    "customer_type": "customerType",
    "deposit_type": "depositType",
    "agent": "agent",
    "company": "company",
    "country": "country",
    "meal": "meal",
    "reserved_room_type": "reservedRoomType",
    "assigned_room_type": "assignedRoomType",
    "reservation_status": "status",
}


def write(model, frame):
    """As gzipped JSON Lines that are on disk and then get their name."""
    path = os.path.join(folder, f"{model}.jsonl.gz")
    frame.to_json(f"{path}.new", orient="records", lines=True, force_ascii=False, double_precision=15, compression={"method": "gzip", "compresslevel": 1})
    publish(path)


def publish(path):
    with open(f"{path}.new", "rb") as file:
        os.fsync(file.fileno())
    os.rename(f"{path}.new", path)


def camel(name):
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def is_missing(texts):
    return texts.str.upper().isin(["", "NA", "NULL"])


def iso(dates):
    return numpy.datetime_as_string(dates.to_numpy(), unit="D")


def parse_dates(texts, formats):
    dates = pandas.to_datetime(texts, format=formats[0], errors="coerce")
    for other in formats[1:]:
        unread = dates.isna()
        if unread.any():
            dates = dates.mask(unread, pandas.to_datetime(texts[unread], format=other, errors="coerce"))
    return dates.where((dates >= "1900-01-01") & (dates <= "2199-12-31"))


def clean(raw):
    faults = []

    def reject(rows, reason, detail):
        if rows.any():
            faults.append(pandas.DataFrame({"rowNumber": raw.rowNumber[rows], "reason": reason, "detail": detail(raw[rows])}))

    def count(column, maximum=MAX_COUNT, missing=None):
        numbers = pandas.to_numeric(raw[column], errors="coerce")
        if missing is not None:
            numbers = numbers.mask(missing, 0)
        bad = ~((numbers >= 0) & (numbers <= maximum) & (numbers == numpy.floor(numbers)))
        reject(bad, "NumberUnreadable", lambda rows: f"{column} is '" + rows[column] + f"', which is not a whole number from 0 to {maximum}")
        return numbers.mask(bad, 0).astype("int64"), bad

    counted = {column: count(column, missing=is_missing(raw[column].str.strip())) for column in GUESTS}
    guests = sum(numbers for numbers, _ in counted.values())
    uncounted = numpy.logical_or.reduce([bad for _, bad in counted.values()])
    reject((guests == 0) & ~uncounted, "NoGuests", lambda rows: "no guests: adults, children and babies together are 0")

    price_missing = is_missing(raw.adr.str.strip())
    price = pandas.to_numeric(raw.adr, errors="coerce")
    reject(price_missing, "PriceMissing", lambda rows: "adr (the price of a night) is missing")
    reject(~price_missing & ~(price <= MAX_PRICE), "PriceNotANumber", lambda rows: "adr is '" + rows.adr + f"', which is not a number up to {MAX_PRICE}")
    reject(price < 0, "PriceNegative", lambda rows: "adr is '" + rows.adr + "', which is negative")

    arrival_text = raw.arrival_date_year.str.strip() + "-" + raw.arrival_date_month.str.strip() + "-" + raw.arrival_date_day_of_month.str.strip()
    arrival = parse_dates(arrival_text, ["%Y-%B-%d", "%Y-%b-%d", "%Y-%m-%d"])
    reject(arrival.isna(), "ArrivalDateUnreadable", lambda rows: "the arrival date '" + arrival_text[rows.index] + "' (year, month, day) can't be read")
    status = parse_dates(raw.reservation_status_date.str.strip(), ["%Y-%m-%d", "%m/%d/%Y"])
    reject(status.isna(), "StatusDateUnreadable", lambda rows: "reservation_status_date is '" + rows.reservation_status_date + "', which is not a date like yyyy-MM-dd or M/d/yyyy")

    nights = count("stays_in_weekend_nights")[0] + count("stays_in_week_nights")[0]
    lead_time = count("lead_time")[0]
    cancelled = count("is_canceled", maximum=1)[0] == 1

    bookings = pandas.DataFrame({
        "rowNumber": raw.rowNumber,
        "arrivalDate": arrival,
        "nights": nights,
        "leadTime": lead_time,
        **{column: numbers for column, (numbers, _) in counted.items()},
        "isCancelled": cancelled,
        "adr": price,
    })
    segment = raw.market_segment.str.strip()
    bookings["marketSegment"] = segment.mask(is_missing(segment), "Undefined")
    for column, name in TEXTS.items():
        text = raw[column].str.strip()
        bookings[name] = text.mask(is_missing(text), None)
    bookings["statusDate"] = status

    rejected = pandas.concat(faults) if faults else pandas.DataFrame(columns=["rowNumber", "reason", "detail"])
    usable = ~raw.rowNumber.isin(rejected.rowNumber)
    rejected = rejected.groupby("rowNumber", as_index=False).agg({"reason": "first", "detail": "; ".join})
    return bookings[usable].copy(), rejected


def check(bookings):
    """The checks of the model: those of severity error must pass, the others only warn."""
    assert bookings.rowNumber.is_unique
    assert (bookings.adults + bookings.children + bookings.babies > 0).all()
    for name, rows in {"adr": ~bookings.adr.between(0, 6_000), "meal": ~bookings.meal.isin(["BB", "HB", "FB", "SC", "Undefined"]) & bookings.meal.notna()}.items():
        if rows.any():
            print(f"{rows.sum()} rows have an unexpected {name}", file=sys.stderr)


def monthly_kpis(bookings):
    stayed = bookings.nights.where(~bookings.isCancelled, 0)
    months = pandas.DataFrame({
        "month": bookings.arrivalDate.dt.year * 100 + bookings.arrivalDate.dt.month,
        "cancelled": bookings.isCancelled,
        "roomNights": stayed,
        "revenue": bookings.adr * stayed,
        "leadTime": bookings.leadTime,
    }).groupby("month").agg(bookings=("leadTime", "size"), cancelled=("cancelled", "sum"), roomNights=("roomNights", "sum"), revenue=("revenue", "sum"), leadTime=("leadTime", "mean")).reset_index()
    return pandas.DataFrame({
        "month": [f"{month // 100:04}-{month % 100:02}" for month in months.month],
        "bookings": months.bookings,
        "cancelled": months.cancelled,
        "cancellationRate": months.cancelled / months.bookings,
        "roomNights": months.roomNights,
        "revenue": months.revenue,
        "adr": (months.revenue / months.roomNights).where(months.roomNights > 0),
        "averageLeadTime": months.leadTime,
    })


def segment_mix(bookings):
    revenue = bookings.adr * bookings.nights.where(~bookings.isCancelled, 0)
    mix = pandas.DataFrame({"segment": bookings.marketSegment, "revenue": revenue}).groupby("segment").agg(bookings=("revenue", "size"), revenue=("revenue", "sum")).reset_index()
    mix = mix.sort_values(["bookings", "segment"], ascending=[False, True])
    return pandas.DataFrame({"segment": mix.segment, "bookings": mix.bookings, "share": mix.bookings / len(bookings), "revenue": mix.revenue})


def room_nights(bookings):
    stayed = bookings[~bookings.isCancelled]
    nights = stayed.nights.to_numpy()
    first = numpy.repeat(stayed.arrivalDate.to_numpy(), nights)
    offset = numpy.arange(nights.sum()) - numpy.repeat(nights.cumsum() - nights, nights)
    counts = pandas.Series(first + offset.astype("timedelta64[D]")).value_counts().sort_index()
    return pandas.DataFrame({"date": iso(counts.index), "roomNights": counts.to_numpy()})


def write_report(kpis, mix, nights, rejected):
    path = os.path.join(folder, "ChainReport.html")
    with open(f"{path}.new", "w", encoding="utf-8") as page:
        page.write("<!DOCTYPE html><title>Chain report</title>")
        for frame in (kpis, mix, nights, rejected.groupby("reason").size().to_frame("rows")):
            page.write(frame.to_html())
    publish(path)


def run():
    raw = pandas.read_csv(source, dtype=str, keep_default_na=False)
    raw.insert(0, "rowNumber", numpy.arange(len(raw)) + 2)
    raw = raw[raw.hotel.str.strip() == hotel]
    write("RawBookings", raw.rename(columns=camel))
    bookings, rejected = clean(raw)
    check(bookings)
    stored = bookings.copy()
    stored["arrivalDate"], stored["statusDate"] = iso(bookings.arrivalDate), iso(bookings.statusDate)
    write("Bookings", stored)
    write("RejectedBookings", rejected)
    kpis, mix, nights = monthly_kpis(bookings), segment_mix(bookings), room_nights(bookings)
    write("MonthlyKpis", kpis)
    write("SegmentMix", mix)
    write("RoomNightsByDate", nights)
    write_report(kpis, mix, nights, rejected)


figures.measure(run)
