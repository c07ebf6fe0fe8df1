using System.Globalization;
using System.Security;
using System.Text;

namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>Small model files.</summary>
internal static class Pmml
{
    /// <summary>The targets that need no server.</summary>
    public static TheoryData<string> InProcessTargets => ["reference", "csharp", "duckdb", "sqlite"];

    /// <summary>y = 2x + 1, plus 10 where c is 'a'; an output field repeats the result and another shows c.</summary>
    public const string Linear = """
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary>
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="c" optype="categorical" dataType="string"/>
        <DataField name="y" optype="continuous" dataType="double"/>
        </DataDictionary>
        <RegressionModel functionName="regression">
        <MiningSchema><MiningField name="x"/><MiningField name="c"/><MiningField name="y" usageType="target"/></MiningSchema>
        <Output>
        <OutputField name="prediction" optype="continuous" dataType="double" feature="predictedValue"/>
        <OutputField name="twice" optype="continuous" dataType="double" feature="transformedValue"><Apply function="*"><FieldRef field="prediction"/><Constant>2</Constant></Apply></OutputField>
        </Output>
        <RegressionTable intercept="1"><NumericPredictor name="x" coefficient="2"/><CategoricalPredictor name="c" value="a" coefficient="10"/></RegressionTable>
        </RegressionModel>
        </PMML>
        """;

    /// <summary>An output field that repeats x.</summary>
    public const string Copy = """
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary><DataField name="x" optype="continuous" dataType="double"/></DataDictionary>
        <RegressionModel functionName="regression">
        <MiningSchema><MiningField name="x"/></MiningSchema>
        <Output><OutputField name="copy" optype="continuous" dataType="double" feature="transformedValue"><FieldRef field="x"/></OutputField></Output>
        <RegressionTable intercept="1"/>
        </RegressionModel>
        </PMML>
        """;

    /// <summary>A tree that answers 1 below the threshold, else 2.</summary>
    /// <param name="threshold">The threshold as written.</param>
    /// <param name="extra">Further content of the TreeModel, before its nodes.</param>
    public static string Stump(string threshold, string extra = "") => $"""
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary>
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="y" optype="continuous" dataType="double"/>
        </DataDictionary>
        <TreeModel functionName="regression">
        <MiningSchema><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
        {extra}
        <Node><True/>
        <Node score="1"><SimplePredicate field="x" operator="lessThan" value="{threshold}"/></Node>
        <Node score="2"><True/></Node>
        </Node>
        </TreeModel>
        </PMML>
        """;

    /// <summary>A ModelVerification of rows of x and y.</summary>
    /// <param name="precision">The precision asked for.</param>
    /// <param name="rows">The rows; null for missing.</param>
    public static string Verification(double precision, params (string? X, string? Y)[] rows)
    {
        static string Cell(string name, string? value) => value is null ? "" : $"<{name}>{value}</{name}>";
        string table = string.Concat(rows.Select(row => $"<row>{Cell("x", row.X)}{Cell("y", row.Y)}</row>"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <ModelVerification><VerificationFields><VerificationField field="x"/><VerificationField field="y" precision="{precision}"/></VerificationFields>
            <InlineTable>{table}</InlineTable></ModelVerification>
            """);
    }

    /// <summary>A sum over fields whose names are given, each weighted by its position from 1.</summary>
    /// <param name="names">The names, as they are.</param>
    public static string SumOf(params IReadOnlyList<string> names)
    {
        var text = new StringBuilder("<PMML version=\"4.4\" xmlns=\"http://www.dmg.org/PMML-4_4\"><DataDictionary>");
        foreach (string name in names)
        {
            text.Append(CultureInfo.InvariantCulture, $"<DataField name=\"{Attribute(name)}\" optype=\"continuous\" dataType=\"double\"/>");
        }

        text.Append("</DataDictionary><RegressionModel functionName=\"regression\"><MiningSchema>");
        foreach (string name in names)
        {
            text.Append(CultureInfo.InvariantCulture, $"<MiningField name=\"{Attribute(name)}\"/>");
        }

        text.Append("</MiningSchema><RegressionTable intercept=\"0\">");
        for (int i = 0; i < names.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<NumericPredictor name=\"{Attribute(names[i])}\" coefficient=\"{i + 1}\"/>");
        }

        return text.Append("</RegressionTable></RegressionModel></PMML>").ToString();
    }

    /// <summary>Text as the value of an attribute; line breaks survive.</summary>
    /// <param name="text">The text.</param>
    public static string Attribute(string text) => SecurityElement.Escape(text)!
        .Replace("\n", "&#10;", StringComparison.Ordinal).Replace("\r", "&#13;", StringComparison.Ordinal).Replace("\t", "&#9;", StringComparison.Ordinal);
}
