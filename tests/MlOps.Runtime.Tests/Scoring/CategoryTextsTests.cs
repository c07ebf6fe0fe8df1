namespace MlOps.Runtime.Tests.Scoring;

public class CategoryTextsTests
{
    private static readonly CategoryTexts<Plan> Texts = new("gold", "no plan");

    private enum Plan
    {
        Gold,
        None,
    }

    [Fact]
    public void Texts_and_members_are_each_others()
    {
        Assert.Equal("no plan", Texts.Text(Plan.None));
        Assert.Equal(Plan.Gold, Texts.Value("gold"));
        Assert.Null(Texts.Text(null));
        Assert.Null(Texts.Value(null));
    }

    [Fact]
    public void What_is_not_listed_is_neither_missing_nor_a_member()
    {
        Assert.Equal((Plan)(-1), Texts.Value("Gold"));
        Assert.Equal((Plan)(-1), Texts.Value(""));
        foreach (Plan undefined in new[] { (Plan)(-1), (Plan)2, (Plan)int.MinValue })
        {
            string text = Texts.Text(undefined)!;
            Assert.Equal((Plan)(-1), Texts.Value(text));
        }
    }

    [Fact]
    public void Columns_have_rooms_of_their_own()
    {
        ScorerColumn[] columns = [.. new[] { "a", "b" }.Select(name => new ScorerColumn(name, ColumnType.String, name))];
        var from = new ColumnChunk(columns, 3);
        var to = new ColumnChunk(columns, 3);
        string?[][] expected = [["gold", null, "no plan"], ["no plan", "gold", null]];
        for (int column = 0; column < 2; column++)
        {
            expected[column].CopyTo(from.Texts(column), 0);
        }

        Plan?[] second = Texts.Read(from, 1, 3);
        Plan?[] first = Texts.Read(from, 0, 3);
        Assert.Equal([Plan.Gold, null, Plan.None], first[..3]);
        Assert.Equal([Plan.None, Plan.Gold, null], second[..3]);
        Texts.Write(first, to, 0, 3);
        Texts.Write(second, to, 1, 3);
        Assert.Equal(expected, [to.Texts(0), to.Texts(1)]);

        Texts.Return(first);
        Texts.Return(second);
        Plan?[] again = Texts.Rent(2);
        Assert.NotSame(again, Texts.Rent(2));
        Assert.True(ReferenceEquals(again, first) || ReferenceEquals(again, second));
        Assert.Equal(1_000, Texts.Rent(1_000).Length);
    }
}
