namespace MlOps.Runtime.Tests.Scoring;

public sealed class ColumnChunkTests
{
    private static readonly ScorerColumn[] Columns =
    [
        new("b", ColumnType.Boolean, "b"),
        new("i", ColumnType.Integer, "i"),
        new("f", ColumnType.Float, "f"),
        new("d", ColumnType.Double, "d"),
        new("s", ColumnType.String, "s"),
        new("day", ColumnType.Date, "day"),
        new("time", ColumnType.Time, "time"),
        new("moment", ColumnType.DateTime, "moment"),
        new("whole", ColumnType.Integer, "whole") { ValueType = ColumnType.Double },
    ];

    [Fact]
    public void Values_of_every_type_are_kept_and_missing_is_null()
    {
        object[] values =
        [
            true, 7L, 0.5, 0.1, "text", new DateOnly(2024, 2, 29), new TimeOnly(23, 59, 59), new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Unspecified), 3.0,
        ];
        var chunk = new ColumnChunk(Columns, 2);
        for (int i = 0; i < values.Length; i++)
        {
            chunk.Set(i, 0, values[i]);
            chunk.Set(i, 1, null);
        }

        Assert.Equal(values, Enumerable.Range(0, values.Length).Select(i => chunk.Get(i, 0)));
        Assert.All(Enumerable.Range(0, values.Length), i => Assert.Null(chunk.Get(i, 1)));
        Assert.True(double.IsNaN(chunk.Doubles(3)[1]));
        Assert.True(float.IsNaN(chunk.Floats(2)[1]));
    }

    [Fact]
    public void Columns_are_held_as_their_values_are()
    {
        var chunk = new ColumnChunk(Columns, 4);

        Assert.Equal(4, chunk.Doubles(8).Length);
        Assert.Throws<InvalidCastException>(() => chunk.Integers(8));
        Assert.Throws<ArgumentException>(() => chunk.Set(0, 0, "text"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ColumnChunk(Columns, 0));
    }

    [Fact]
    public void A_chunk_of_other_columns_or_less_room_is_refused()
    {
        var chunk = new ColumnChunk(Columns, 4);
        ScorerColumn[] renamed = [.. Columns.Select(column => column with { Name = column.Name + "'" })];

        chunk.Check(Columns, 4);
        chunk.Check(renamed, 0);
        Assert.Throws<ArgumentException>(() => chunk.Check(Columns, 5));
        Assert.Throws<ArgumentException>(() => chunk.Check(Columns[1..], 1));
        Assert.Throws<ArgumentException>(() => chunk.Check([.. Columns.Reverse()], 1));
    }
}
