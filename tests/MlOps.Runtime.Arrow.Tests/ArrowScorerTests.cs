using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Embedding;

namespace MlOps.Runtime.Arrow.Tests;

public class ArrowScorerTests
{
    [Fact]
    public void Numbers_of_every_width_are_read()
    {
        (IArrowArray Array, double?[] Expected)[] cases =
        [
            (new Int8Array.Builder().Append(-128).AppendNull().Append(127).Build(), [-128, null, 127]),
            (new Int16Array.Builder().Append(-3).AppendNull().Build(), [-3, null]),
            (new Int32Array.Builder().Append(int.MinValue).AppendNull().Build(), [int.MinValue, null]),
            (new Int64Array.Builder().Append(1L << 53).AppendNull().Build(), [9007199254740992, null]),
            (new UInt8Array.Builder().Append(255).AppendNull().Build(), [255, null]),
            (new UInt16Array.Builder().Append(65535).AppendNull().Build(), [65535, null]),
            (new UInt32Array.Builder().Append(uint.MaxValue).AppendNull().Build(), [4294967295, null]),
            (new UInt64Array.Builder().Append(ulong.MaxValue).AppendNull().Build(), [18446744073709551616.0, null]),
            (new HalfFloatArray.Builder().Append((Half)0.5).AppendNull().Build(), [0.5, null]),
            (new FloatArray.Builder().Append(0.1f).AppendNull().Append(float.NaN).Build(), [0.1f, null, null]),
            (new DoubleArray.Builder().Append(0.1).AppendNull().Append(double.NaN).Build(), [0.1, null, null]),
            (new DoubleArray.Builder().Append(-1.5).Append(double.PositiveInfinity).Build(), [-1.5, double.PositiveInfinity]),
            (new Decimal128Array.Builder(new Decimal128Type(10, 2)).Append(12.34m).AppendNull().Build(), [12.34, null]),
            (new NullArray(2), [null, null]),
        ];
        foreach ((IArrowArray array, double?[] expected) in cases)
        {
            Assert.Equal(expected, ((DoubleArray)Echoed(array, ColumnType.Double)).ToList(includeNulls: true));
            Assert.Equal(expected.Select(value => (float?)value), ((FloatArray)Echoed(array, ColumnType.Float)).ToList(includeNulls: true));
        }
    }

    [Fact]
    public void Integers_must_be_whole_and_fit()
    {
        Assert.Equal([long.MinValue, null, 7], ((Int64Array)Echoed(new Int64Array.Builder().Append(long.MinValue).AppendNull().Append(7).Build(), ColumnType.Integer)).ToList(includeNulls: true));
        Assert.Equal([7, null], ((Int64Array)Echoed(new DoubleArray.Builder().Append(7).Append(double.NaN).Build(), ColumnType.Integer)).ToList(includeNulls: true));
        Assert.Equal([9], ((Int64Array)Echoed(new UInt64Array.Builder().Append(9).Build(), ColumnType.Integer)).ToList(includeNulls: true));
        foreach (IArrowArray unfit in new IArrowArray[]
        {
            new UInt64Array.Builder().Append(1UL << 63).Build(),
            new DoubleArray.Builder().Append(0.5).Build(),
            new DoubleArray.Builder().Append(9.3e18).Build(),
            new FloatArray.Builder().Append(float.NegativeInfinity).Build(),
        })
        {
            ArgumentException refusal = Assert.Throws<ArgumentException>(() => Echoed(unfit, ColumnType.Integer));
            Assert.Equal("the column 'x' has a value that is no whole number in 64 bits", refusal.Message);
        }
    }

    [Fact]
    public void Texts_are_read_from_every_layout()
    {
        string?[] expected = ["", null, "größer 🙂", "a text of more than twelve bytes"];
        var plain = new StringArray.Builder();
        var large = new LargeStringArray.Builder();
        var view = new StringViewArray.Builder();
        foreach (string? text in expected)
        {
            plain.Append(text);
            large.Append(text);
            view.Append(text);
        }

        foreach (IArrowArray array in new IArrowArray[] { plain.Build(), large.Build(), view.Build() })
        {
            Assert.Equal(expected, Texts(Echoed(array, ColumnType.String)));
        }
    }

    [Fact]
    public void Dictionaries_are_decoded()
    {
        StringArray plans = new StringArray.Builder().Append("gold").AppendNull().Append("silver").Build();
        string?[] expected = ["silver", null, "gold", null];
        IArrowArray[] indices =
        [
            new Int8Array.Builder().Append(2).AppendNull().Append(0).Append(1).Build(),
            new UInt16Array.Builder().Append(2).AppendNull().Append(0).Append(1).Build(),
            new Int32Array.Builder().Append(2).AppendNull().Append(0).Append(1).Build(),
            new Int64Array.Builder().Append(2).AppendNull().Append(0).Append(1).Build(),
        ];
        foreach (IArrowArray index in indices)
        {
            var type = new DictionaryType(index.Data.DataType, StringType.Default, ordered: false);
            Assert.Equal(expected, Texts(Echoed(new DictionaryArray(type, index, plans), ColumnType.String)));
        }

        Int32Array numbers = new Int32Array.Builder().Append(10).Append(20).Build();
        var coded = new DictionaryArray(new DictionaryType(Int8Type.Default, Int32Type.Default, ordered: false), new Int8Array.Builder().Append(1).AppendNull().Build(), numbers);
        Assert.Equal([20, null], ((DoubleArray)Echoed(coded, ColumnType.Double)).ToList(includeNulls: true));
        Assert.Throws<ArgumentException>(() => Echoed(coded, ColumnType.String));
    }

    [Fact]
    public void Booleans_and_calendar_values_are_read()
    {
        BooleanArray flags = (BooleanArray)Echoed(new BooleanArray.Builder().Append(true).AppendNull().Append(false).Build(), ColumnType.Boolean);
        Assert.Equal([true, null, false], Enumerable.Range(0, 3).Select(row => flags.GetValue(row)));

        var date = new DateOnly(1969, 12, 31);
        var moment = new DateTimeOffset(1969, 12, 31, 23, 59, 58, TimeSpan.Zero);
        foreach (IArrowArray dates in new IArrowArray[]
        {
            new Date32Array.Builder().Append(date).AppendNull().Build(),
            new Date64Array.Builder().Append(date).AppendNull().Build(),
            new TimestampArray.Builder(TimeUnit.Nanosecond, (string?)null).Append(moment.AddMilliseconds(500)).AppendNull().Build(),
        })
        {
            var echoed = (Date32Array)Echoed(dates, ColumnType.Date);
            Assert.Equal([date, null], new[] { echoed.GetDateOnly(0), echoed.GetDateOnly(1) });
        }

        foreach (TimeUnit unit in Enum.GetValues<TimeUnit>())
        {
            foreach (string? zone in new[] { null, "UTC" })
            {
                // Before 1970 parts of a second are rounded down, too.
                TimestampArray array = new TimestampArray.Builder(unit, zone).Append(unit == TimeUnit.Second ? moment : moment.AddMilliseconds(250)).AppendNull().Build();
                var echoed = (TimestampArray)Echoed(array, ColumnType.DateTime);
                Assert.Equal([-2L, null], echoed.ToList(includeNulls: true));
                Assert.Equal(TimeUnit.Second, ((TimestampType)echoed.Data.DataType).Unit);
            }
        }

        foreach (IArrowArray times in new IArrowArray[]
        {
            new Time32Array.Builder(TimeUnit.Second).Append(3_661).AppendNull().Build(),
            new Time32Array.Builder(TimeUnit.Millisecond).Append(3_661_999).AppendNull().Build(),
            new Time64Array.Builder(TimeUnit.Nanosecond).Append(3_661_000_000_001).AppendNull().Build(),
        })
        {
            Assert.Equal([3_661, null], ((Time32Array)Echoed(times, ColumnType.Time)).ToList(includeNulls: true));
        }
    }

    [Fact]
    public void A_day_beyond_those_of_the_calendar_is_an_error()
    {
        var values = new ArrowBuffer.Builder<long>().Append(long.MaxValue);
        var array = new TimestampArray(new TimestampType(TimeUnit.Second, (string?)null), values.Build(), ArrowBuffer.Empty, 1, 0, 0);

        Assert.Throws<ArgumentException>(() => Echoed(array, ColumnType.DateTime));
    }

    [Fact]
    public void Slices_and_many_rows_keep_their_order()
    {
        var numbers = new Int32Array.Builder();
        var texts = new StringArray.Builder();
        for (int i = 0; i < 10_000; i++)
        {
            _ = i % 7 == 0 ? numbers.AppendNull() : numbers.Append(i);
            _ = i % 5 == 0 ? texts.AppendNull() : texts.Append($"row {i}");
        }

        RecordBatch whole = Batch(("n", numbers.Build()), ("t", texts.Build()));
        using RecordBatch slice = whole.Slice(33, 6_000);
        using RecordBatch scored = new ArrowScorer(new Echo(("t", ColumnType.String), ("n", ColumnType.Double))).Score(slice);

        Assert.Equal(6_000, scored.Length);
        Assert.Equal(Enumerable.Range(33, 6_000).Select(i => i % 7 == 0 ? (double?)null : i), ((DoubleArray)scored.Column("n")).ToList(includeNulls: true));
        Assert.Equal(Enumerable.Range(33, 6_000).Select(i => i % 5 == 0 ? null : $"row {i}"), Texts(scored.Column("t")));
    }

    [Fact]
    public void Columns_that_do_not_fit_are_named()
    {
        var scorer = new ArrowScorer(new Echo(("age", ColumnType.Double), ("plan", ColumnType.String)));
        DoubleArray numbers = new DoubleArray.Builder().Append(1).Build();
        StringArray texts = new StringArray.Builder().Append("a").Build();
        var zoned = new TimestampArray.Builder(TimeUnit.Second, "Europe/Berlin").Append(DateTimeOffset.UnixEpoch).Build();

        Assert.Equal(
            "the batch has no column 'plan', which 'echo' takes; name it in MissingColumns if it is missing in every row",
            Assert.Throws<ArgumentException>(() => scorer.Score(Batch(("age", numbers)))).Message);
        Assert.Equal(
            "the batch has no column 'plan', which 'echo' takes; names are case-sensitive, and it has 'Plan'",
            Assert.Throws<ArgumentException>(() => scorer.Score(Batch(("age", numbers), ("Plan", texts)))).Message);
        Assert.Equal(
            "the column 'age' takes Double, but is utf8 in the batch",
            Assert.Throws<ArgumentException>(() => scorer.Score(Batch(("age", texts), ("plan", texts)))).Message);
        Assert.Equal(
            "the batch has 2 columns 'age'",
            Assert.Throws<ArgumentException>(() => scorer.Score(Batch(("age", numbers), ("age", numbers), ("plan", texts)))).Message);
        Assert.Equal(
            "the column 'x' takes DateTime, but is timestamp in the zone Europe/Berlin in the batch",
            Assert.Throws<ArgumentException>(() => Echoed(zoned, ColumnType.DateTime)).Message);
    }

    [Fact]
    public void A_column_is_absent_only_where_that_was_said()
    {
        var echo = new Echo(("age", ColumnType.Double), ("plan", ColumnType.String), ("since", ColumnType.Date), ("calls", ColumnType.Integer));
        var scorer = new ArrowScorer(echo, new ArrowScorerOptions { MissingColumns = ["plan", "since", "calls"] });
        using RecordBatch scored = scorer.Score(Batch(("age", new DoubleArray.Builder().Append(1).Append(2).Build())));

        Assert.Equal([1, 2], ((DoubleArray)scored.Column("age")).ToList(includeNulls: true));
        Assert.All(new[] { "plan", "since", "calls" }, name => Assert.Equal(2, scored.Column(name).NullCount));
        Assert.Throws<ArgumentException>(() => new ArrowScorer(echo, new ArrowScorerOptions { MissingColumns = ["plam"] }));
    }

    [Fact]
    public void A_model_scores_batches_as_it_scores_rows()
    {
        const string Model = """
            <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
            <DataDictionary>
            <DataField name="x" optype="continuous" dataType="double"/>
            <DataField name="c" optype="categorical" dataType="string"/>
            </DataDictionary>
            <RegressionModel functionName="regression">
            <MiningSchema><MiningField name="x"/><MiningField name="c"/></MiningSchema>
            <RegressionTable intercept="1"><NumericPredictor name="x" coefficient="2"/><CategoricalPredictor name="c" value="a" coefficient="10"/></RegressionTable>
            </RegressionModel>
            </PMML>
            """;
        using CompiledScorer scorer = ModelCompiler.Compile(new MemoryStream(Encoding.UTF8.GetBytes(Model)), "sum.pmml");
        var arrow = new ArrowScorer(scorer);
        object?[][] rows = [[1L, "a"], [null, "a"], [3L, null], [4L, "b"]];
        var numbers = new Int64Array.Builder();
        var texts = new StringArray.Builder();
        foreach (object?[] row in rows)
        {
            numbers.Append((long?)row[0]);
            texts.Append((string?)row[1]);
        }

        RecordBatch batch = Batch(("id", new Int32Array.Builder().Append(1).Append(2).Append(3).Append(4).Build()), ("c", texts.Build()), ("x", numbers.Build()));
        Parallel.For(0, 20, _ =>
        {
            using RecordBatch scored = arrow.Score(batch);
            double?[] expected = [.. rows.Select(row =>
            {
                var outputs = new object?[1];
                scorer.Score(row, outputs);
                return (double?)outputs[0];
            })];
            Assert.Equal(expected, ((DoubleArray)scored.Column(0)).ToList(includeNulls: true));
        });
        Assert.Equal(scorer.Outputs[0].Name, arrow.OutputSchema.FieldsList[0].Name);
    }

    private static IArrowArray Echoed(IArrowArray array, ColumnType type) =>
        new ArrowScorer(new Echo(("x", type))).Score(Batch(("x", array))).Column(0);

    private static RecordBatch Batch(params (string Name, IArrowArray Array)[] columns) => new(
        new Schema(columns.Select(column => new Field(column.Name, column.Array.Data.DataType, nullable: true)), null),
        columns.Select(column => column.Array),
        columns[0].Array.Length);

    private static IEnumerable<string?> Texts(IArrowArray array) =>
        Enumerable.Range(0, array.Length).Select(row => array.IsNull(row) ? null : ((StringArray)array).GetString(row));
}
