using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Compiler.Tests.Models.AssociationModels;

public sealed class AssociationTests
{
    private const string Transactions = """
        <DataField name="transaction" optype="categorical" dataType="integer"/><DataField name="item" optype="categorical" dataType="string"/>
        """;

    // 1: a → b, 2: b → a, 3: a, b → c, 4: a → c
    private const string Rules = """
        <Itemset id="A"><ItemRef itemRef="1"/></Itemset><Itemset id="B"><ItemRef itemRef="2"/></Itemset>
        <Itemset id="C"><ItemRef itemRef="3"/></Itemset><Itemset id="AB"><ItemRef itemRef="1"/><ItemRef itemRef="2"/></Itemset>
        <AssociationRule antecedent="A" consequent="B" support="0.4" confidence="0.5" lift="2"/>
        <AssociationRule antecedent="B" consequent="A" support="0.4" confidence="0.9" lift="2"/>
        <AssociationRule id="third" antecedent="AB" consequent="C" support="0.1" confidence="0.7" lift="3"/>
        <AssociationRule antecedent="A" consequent="C" support="0.2" confidence="0.5" lift="1"/>
        """;

    [Theory]
    [InlineData("a", "1 4 -", "1 4 -", "- - -")]
    [InlineData("b", "2 - -", "2 - -", "- - -")]
    [InlineData("ab", "2 third 1", "third 4 -", "2 1 -")]
    [InlineData("abc", "2 third 1", "- - -", "2 third 1")]
    [InlineData("c", "- - -", "- - -", "- - -")]
    public void Output_fields_choose_and_rank_rules(string items, string recommended, string exclusive, string associated)
    {
        ModelFixture model = OfTransactions(Ranks("recommendation") + Ranks("exclusiveRecommendation") + Ranks("ruleAssociation"));
        ScoredRow row = model.Score(Flags(items));
        Assert.Equal(
            (recommended, exclusive, associated),
            (Shown(row, "recommendation"), Shown(row, "exclusiveRecommendation"), Shown(row, "ruleAssociation")));
    }

    [Fact]
    public void Rules_are_ranked_by_what_an_output_field_names()
    {
        ModelFixture model = OfTransactions(
            Field("by lift", "recommendation", 1, "rankBasis=\"lift\"")
            + Field("by support", "recommendation", 1, "rankBasis=\"support\"")
            + Field("by least", "recommendation", 1, "rankBasis=\"lift\" rankOrder=\"ascending\"")
            + Field("beyond", "recommendation", 5, ""));
        ScoredRow row = model.Score(Flags("abc"));
        Assert.Equal("third", row["by lift"].Text);
        Assert.Equal("1", row["by support"].Text);
        Assert.Equal("4", row["by least"].Text);
        row.IsMissing("beyond");
    }

    [Fact]
    public void Parts_of_rules_are_shown()
    {
        ModelFixture model = OfTransactions("""
            <OutputField name="rule" feature="rule" rank="2" algorithm="recommendation"/>
            <OutputField name="antecedent" feature="antecedent" rank="2" algorithm="recommendation"/>
            <OutputField name="consequent" feature="ruleValue" ruleFeature="consequent" rank="2" algorithm="recommendation"/>
            <OutputField name="confidence" feature="confidence" rank="2" algorithm="recommendation"/>
            <OutputField name="support" feature="support" rank="2" algorithm="recommendation"/>
            <OutputField name="lift" feature="lift" rank="2" algorithm="recommendation"/>
            <OutputField name="leverage" feature="leverage" rank="2" algorithm="recommendation"/>
            <OutputField name="number" feature="entityId" rank="1" algorithm="ruleAssociation" dataType="string"/>
            """);
        ScoredRow row = model.Score(Flags("ab"));
        Assert.Equal("{a,b}->{c}", row["rule"].Text);
        Assert.Equal("a,b", row["antecedent"].Text);
        Assert.Equal("c", row["consequent"].Text);
        row.Is(("confidence", 0.7), ("support", 0.1), ("lift", 3));
        row.IsMissing("leverage");
        Assert.Equal("2", row["number"].Text);
    }

    [Fact]
    public void Ids_that_are_numbers_may_be_shown_as_numbers()
    {
        string field = """<OutputField name="id" feature="ruleId" dataType="double" optype="continuous"/>""";
        string numbered = File(Transactions, Schema, Items, field).Replace("id=\"third\" ", "", StringComparison.Ordinal);
        ModelFixture.Of(numbered).Score(Flags("ab")).Is(("id", 3));
    }

    [Fact]
    public void Rows_of_a_transaction_are_grouped()
    {
        ScoringPlan plan = Plan(File(Transactions, Schema, Items, Ranks("ruleAssociation")));
        RowGrouping grouping = Assert.IsType<RowGrouping>(plan.Grouping);
        Assert.Equal(("transaction", DataType.Integer), (grouping.Key.Name, grouping.Key.Type));
        Assert.Equal(["item=a", "item=b", "item=c"], grouping.Memberships.Select(membership => membership.Input));
        Assert.All(grouping.Memberships, membership => Assert.Equal("item", membership.Column.Name));
        Assert.Equal(["item=a", "item=b", "item=c"], plan.Inputs.Select(input => input.Schema.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_a_group_fields_and_their_values_are_items()
    {
        const string Fields = """
            <DataField name="a" optype="categorical" dataType="string"/><DataField name="b" optype="categorical" dataType="boolean"/>
            <DataField name="color" optype="categorical" dataType="string"/>
            """;
        const string Mixed = """<Item id="1" value="a"/><Item id="2" value="b"/><Item id="3" value="color=red"/>""";
        ModelFixture model = ModelFixture.Of(File(
            Fields, """<MiningField name="a"/><MiningField name="b"/><MiningField name="color"/>""", Mixed, Ranks("ruleAssociation")));
        Assert.Equal("2 third 1", Shown(model.Score(("a", "T"), ("b", true), ("color", "red")), "ruleAssociation"));
        Assert.Equal("2 1 -", Shown(model.Score(("a", "T"), ("b", true), ("color", "blue")), "ruleAssociation"));
        Assert.Equal("- - -", Shown(model.Score(("a", "F"), ("b", true)), "ruleAssociation"));
        Assert.Equal("- - -", Shown(model.Score(("b", true)), "ruleAssociation"));
        Assert.Equal(
            "2 third 1",
            Shown(
                ModelFixture.Of(File(
                    Fields,
                    """<MiningField name="a"/><MiningField name="b"/><MiningField name="color"/>""",
                    """<Item id="1" value="1" field="color" category="red"/><Item id="2" value="b"/><Item id="3" value="3" field="a" category="x"/>""",
                    Ranks("ruleAssociation"))).Score(("a", "x"), ("b", true), ("color", "red")),
                "ruleAssociation"));
    }

    [Theory]
    [InlineData("<OutputField name=\"o\" feature=\"rule\" isMultiValued=\"1\" rank=\"0\"/>", "MLC3002 isMultiValued is not supported: a column holds one value; name the ranks by output fields of their own")]
    [InlineData("<OutputField name=\"o\" feature=\"rule\" rank=\"0\"/>", "MLC3009 the rank of the output field 'o' is not from 1")]
    [InlineData("<OutputField name=\"o\" feature=\"rule\" rankBasis=\"leverage\"/>", "MLC3009 the rule has no Leverage to be ranked by")]
    [InlineData("", "MLC3002 an AssociationModel without output fields is not supported: it does not say which parts of which rules to show")]
    public void What_cannot_be_shown_is_refused(string outputs, string refusal) =>
        Assert.Equal([refusal], ModelFixture.Refusals(File(Transactions, Schema, Items, outputs)));

    [Fact]
    public void Rules_of_unknown_itemsets_are_refused() => Assert.Equal(
        ["MLC3009 there is no Itemset 'B'", "MLC3009 there is no Itemset 'B'", "MLC3009 the Itemset 'AB' refers to the Item '9', which there is not"],
        ModelFixture.Refusals(File(Transactions, Schema, Items, Ranks("recommendation"))
            .Replace("<Itemset id=\"B\"", "<Itemset id=\"X\"", StringComparison.Ordinal)
            .Replace("<ItemRef itemRef=\"1\"/><ItemRef itemRef=\"2\"/>", "<ItemRef itemRef=\"9\"/>", StringComparison.Ordinal)));

    private const string Schema = """<MiningField name="transaction" usageType="group"/><MiningField name="item"/>""";

    private const string Items = """<Item id="1" value="a"/><Item id="2" value="b"/><Item id="3" value="c"/>""";

    private static (string, object?)[] Flags(string items) => [.. "abc".Select(item => ($"item={item}", (object?)items.Contains(item, StringComparison.Ordinal)))];

    private static string Shown(ScoredRow row, string algorithm) => string.Join(
        ' ', Enumerable.Range(1, 3).Select(rank => row[$"{algorithm} {rank}"] is { IsMissing: false } id ? id.Text : "-"));

    private static string Ranks(string algorithm) =>
        string.Concat(Enumerable.Range(1, 3).Select(rank => Field($"{algorithm} {rank}", algorithm, rank, "")));

    private static string Field(string name, string algorithm, int rank, string more) =>
        $"""<OutputField name="{name}" feature="ruleValue" ruleFeature="ruleId" algorithm="{algorithm}" rank="{rank}" {more}/>""";

    private static ModelFixture OfTransactions(string outputs) => ModelFixture.Of(File(Transactions, Schema, Items, outputs));

    private static string File(string fields, string schema, string items, string outputs) => ModelFixture.File(fields, $"""
        <AssociationModel functionName="associationRules" numberOfTransactions="9" minimumSupport="0" minimumConfidence="0" numberOfItems="3" numberOfItemsets="4" numberOfRules="4">
        <MiningSchema>{schema}</MiningSchema><Output>{outputs}</Output>{items}{Rules}
        </AssociationModel>
        """);

    private static ScoringPlan Plan(string pmml)
    {
        var diagnostics = new DiagnosticBag();
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(pmml));
        return PipelineCompiler.Compile(PmmlReader.Read(stream, "model.pmml", diagnostics)!, "model", diagnostics)!;
    }
}
