using System.Globalization;
using System.Text;

namespace MlOps.Codegen.Embedding.Tests;

/// <summary>Model files of tests.</summary>
internal static class Models
{
    /// <summary>A sum of a field and a category, with a field that nobody uses, of which the compiler warns.</summary>
    public const string Sum = """
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

    /// <summary>The sum where the category is a or b, or else the row is refused, and a decision.</summary>
    public static string Closed { get; } = Sum
        .Replace("<DataField name=\"c\" optype=\"categorical\" dataType=\"string\"/>", "<DataField name=\"c\" optype=\"categorical\" dataType=\"string\"><Value value=\"a\"/><Value value=\"b\"/></DataField>", StringComparison.Ordinal)
        .Replace("<MiningField name=\"c\"/></MiningSchema>", """
            <MiningField name="c" missingValueReplacement="b"/></MiningSchema>
            <Output><OutputField name="sum" optype="continuous" dataType="double" feature="predictedValue"/>
            <OutputField name="advice" optype="categorical" dataType="string" feature="transformedValue"><Apply function="if">
            <Apply function="greaterThan"><FieldRef field="sum"/><Constant>5</Constant></Apply><Constant>call now</Constant><FieldRef field="c"/></Apply></OutputField></Output>
            """, StringComparison.Ordinal);

    /// <summary>A model whose mining schema names a field that does not exist.</summary>
    public static string Broken { get; } = Sum.Replace("<MiningField name=\"x\"/>", "<MiningField name=\"xx\"/>", StringComparison.Ordinal);

    /// <summary>A sum whose one derived field is an expression as deep as the compiler takes.</summary>
    /// <param name="depth">The depth.</param>
    public static string Deep(int depth)
    {
        string open = string.Concat(Enumerable.Repeat("<Apply function=\"sin\">", depth));
        string close = string.Concat(Enumerable.Repeat("</Apply>", depth));
        return Sum
            .Replace("<RegressionModel", $"<TransformationDictionary><DerivedField name=\"d\" optype=\"continuous\" dataType=\"double\">{open}<FieldRef field=\"x\"/>{close}</DerivedField></TransformationDictionary><RegressionModel", StringComparison.Ordinal)
            .Replace("<NumericPredictor name=\"x\"", "<NumericPredictor name=\"d\"", StringComparison.Ordinal);
    }

    /// <summary>A sum of trees whose thresholds all differ.</summary>
    /// <param name="trees">How many.</param>
    /// <param name="depth">How deep each.</param>
    public static string Forest(int trees, int depth)
    {
        const int Fields = 20;
        var text = new StringBuilder("<PMML version=\"4.4\" xmlns=\"http://www.dmg.org/PMML-4_4\"><DataDictionary>");
        string schema = $"<MiningSchema>{string.Concat(Enumerable.Range(0, Fields).Select(i => $"<MiningField name=\"x{i}\"/>"))}</MiningSchema>";
        for (int i = 0; i < Fields; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<DataField name=\"x{i}\" optype=\"continuous\" dataType=\"double\"/>");
        }

        text.Append("</DataDictionary><MiningModel functionName=\"regression\">").Append(schema).Append("<Segmentation multipleModelMethod=\"sum\">");
        var random = new Random(5);
        for (int tree = 0; tree < trees; tree++)
        {
            text.Append("<Segment><True/><TreeModel functionName=\"regression\">").Append(schema).Append("<Node><True/>");
            Grow(text, depth, random);
            text.Append("</Node></TreeModel></Segment>\n");
        }

        return text.Append("</Segmentation></MiningModel></PMML>").ToString();
    }

    // As deep as its argument, which is small.
    private static void Grow(StringBuilder text, int depth, Random random)
    {
        int field = random.Next(20);
        double threshold = random.NextDouble();
        foreach (string side in new[] { "lessThan", "greaterOrEqual" })
        {
            string score = depth == 1 ? string.Create(CultureInfo.InvariantCulture, $" score=\"{random.NextDouble() - 0.5}\"") : "";
            text.Append(CultureInfo.InvariantCulture, $"<Node{score}><SimplePredicate field=\"x{field}\" operator=\"{side}\" value=\"{threshold}\"/>");
            if (depth > 1)
            {
                Grow(text, depth - 1, random);
            }

            text.Append("</Node>");
        }
    }
}
