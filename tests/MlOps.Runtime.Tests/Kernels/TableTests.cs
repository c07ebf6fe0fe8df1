namespace MlOps.Runtime.Tests.Kernels;

public class TableTests
{
    [Fact]
    public void Categories_tell_unknown_from_missing()
    {
        var texts = new TextCategories("a", "b");
        Assert.Equal(1, texts.Code("b"));
        Assert.Equal(TextCategories.Unknown, texts.Code("B"));
        Assert.Equal(TextCategories.Missing, texts.Code(null));
        Assert.True(texts.Contains("a"));
        Assert.False(texts.Contains("c"));
        Assert.Null(texts.Contains(null));
        Assert.Equal(double.NaN, texts.Feature(null));
        Assert.Equal(-1, texts.Feature("c"));
    }

    [Fact]
    public void Numbers_are_found_by_value()
    {
        var numbers = new NumberCategories(0, 1.5, double.PositiveInfinity);
        Assert.Equal(0, numbers.Code(-0.0));
        Assert.Equal(2, numbers.Code(double.PositiveInfinity));
        Assert.Equal(NumberCategories.Missing, numbers.Code(double.NaN));
        Assert.Equal(0, new IntegerCategories(long.MinValue).Code(long.MinValue));
    }

    [Fact]
    public void A_table_is_found_by_all_its_columns()
    {
        var table = new LookupTable(3, 3, [0, 0, 0, 0, 0, 1, 1, 0, 0]);
        Assert.Equal(0, table.Row(0, 0, 0));
        Assert.Equal(1, table.Row(0, 0, 1));
        Assert.Equal(2, table.Row(1, 0, 0));
        Assert.Equal(3, table.Row(1, 0, 1));
        Assert.Equal(3, table.Row(0, TextCategories.Unknown, 0));
        Assert.Equal(4, table.Row(TextCategories.Unknown, TextCategories.Missing, 0));
        Assert.Throws<ArgumentException>(() => table.Row(0, 0));
    }

    [Fact]
    public void Rows_of_one_column_are_its_codes()
    {
        var table = new LookupTable(1, 2, []);
        Assert.Equal(1, table.Row(1));
        Assert.Equal(2, table.Row(TextCategories.Unknown));
        Assert.Equal(3, table.Row(TextCategories.Missing));
    }

    [Fact]
    public void Two_rows_of_one_key_are_refused() =>
        Assert.Throws<ArgumentException>(() => new LookupTable(2, 2, [0, 0, 0, 0]));

    [Fact]
    public void Lists_of_constants_are_read_from_lines()
    {
        string?[] expected = ["a\nb", "\\-", null, "", "é\uD800"];
        Assert.Equal(expected, ConstantTable.Texts(@"a\u000Ab
\\-
\-

é\uD800"u8));
        Assert.Equal((long?[])[1L, null, long.MinValue], ConstantTable.Integers("1\n\\-\n-9223372036854775808"u8));
        Assert.Equal((bool?[])[true, null, false], ConstantTable.Booleans("true\n\\-\nfalse"u8));
        Assert.Throws<FormatException>(() => ConstantTable.Texts(@"\x"u8));
        Assert.Throws<FormatException>(() => ConstantTable.PresentTexts(@"\u00"u8));
    }
}
