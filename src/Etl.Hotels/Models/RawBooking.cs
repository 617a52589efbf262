namespace Etl.Hotels.Models;

/// <summary>
/// A row of a bookings file, untouched. The parameters after the row number are the file's columns in their usual order:
/// the column of <c>LeadTime</c> is <c>lead_time</c>.
/// </summary>
/// <param name="RowNumber">The line of the file on which the row begins; the header is line 1, so it is also a spreadsheet's row number.</param>
public sealed record RawBooking(
    long RowNumber,
    string Hotel,
    string IsCanceled,
    string LeadTime,
    string ArrivalDateYear,
    string ArrivalDateMonth,
    string ArrivalDateWeekNumber,
    string ArrivalDateDayOfMonth,
    string StaysInWeekendNights,
    string StaysInWeekNights,
    string Adults,
    string Children,
    string Babies,
    string Meal,
    string Country,
    string MarketSegment,
    string DistributionChannel,
    string IsRepeatedGuest,
    string PreviousCancellations,
    string PreviousBookingsNotCanceled,
    string ReservedRoomType,
    string AssignedRoomType,
    string BookingChanges,
    string DepositType,
    string Agent,
    string Company,
    string DaysInWaitingList,
    string CustomerType,
    string Adr,
    string RequiredCarParkingSpaces,
    string TotalOfSpecialRequests,
    string ReservationStatus,
    string ReservationStatusDate);
