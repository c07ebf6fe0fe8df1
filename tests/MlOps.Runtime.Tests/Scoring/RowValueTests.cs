namespace MlOps.Runtime.Tests.Scoring;

public class RowValueTests
{
    private static readonly ScorerColumn Column = new("income", ColumnType.Double, "income");

    [Fact]
    public void Any_number_of_DotNet_is_a_number()
    {
        foreach (object number in (object[])[7.0, 7f, 7L, 7, 7m, (short)7, (byte)7, (sbyte)7, (ushort)7, 7u, 7UL])
        {
            Assert.Equal(7.0, RowValue.AsDouble(number, Column));
        }

        Assert.Null(RowValue.AsDouble(null, Column));
    }

    [Fact]
    public void Only_whole_numbers_are_integers()
    {
        Assert.Equal(7, RowValue.AsInteger(7.0, Column));
        Assert.Null(RowValue.AsInteger(double.NaN, Column));
        Assert.Throws<ArgumentException>(() => RowValue.AsInteger(7.5, Column));
        Assert.Throws<ArgumentException>(() => RowValue.AsInteger(1e300, Column));
    }

    [Fact]
    public void A_wrong_type_is_refused_with_the_name_of_the_column()
    {
        Assert.Contains("'income'", Assert.Throws<ArgumentException>(() => RowValue.AsDouble("7", Column)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RowValue.AsBoolean(1, Column));
        Assert.Throws<ArgumentException>(() => RowValue.AsText(1, Column));
        Assert.Throws<ArgumentException>(() => RowValue.AsDate("2024-01-01", Column));
        Assert.Throws<ArgumentException>(() => RowValue.AsTime(TimeSpan.FromDays(2), Column));
        Assert.Throws<ArgumentException>(() => RowValue.AsDateTime(0L, Column));
    }

    [Fact]
    public void Calendar_values_come_in_the_types_that_hold_them()
    {
        var moment = new DateTime(2024, 3, 5, 13, 7, 9, DateTimeKind.Utc);
        Assert.Equal(new DateOnly(2024, 3, 5), RowValue.AsDate(moment, Column));
        Assert.Equal(new TimeOnly(13, 7, 9), RowValue.AsTime(moment.TimeOfDay, Column));
        Assert.Equal(new DateTime(2024, 3, 5, 0, 0, 0, DateTimeKind.Unspecified), RowValue.AsDateTime(new DateOnly(2024, 3, 5), Column));
    }
}
