namespace MlOps.Codegen.Support.Tests.Probes;

/// <summary>Parts of model files. All files have the same fields.</summary>
internal static class Pmml
{
    /// <summary>The fields of every file: numbers x, z, y; integers n, b1, b2; categories c, g, label, level; text s; truth f; moments d, t, m.</summary>
    private const string DataFields = """
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="z" optype="continuous" dataType="double"/>
        <DataField name="y" optype="continuous" dataType="double"/>
        <DataField name="n" optype="continuous" dataType="integer"/>
        <DataField name="b1" optype="categorical" dataType="integer"/>
        <DataField name="b2" optype="categorical" dataType="integer"/>
        <DataField name="c" optype="categorical" dataType="string"><Value value="u"/><Value value="v"/></DataField>
        <DataField name="g" optype="categorical" dataType="string"/>
        <DataField name="label" optype="categorical" dataType="string"><Value value="no" displayValue="No"/><Value value="yes" displayValue="Yes"/></DataField>
        <DataField name="level" optype="ordinal" dataType="string"><Value value="low"/><Value value="mid"/><Value value="high"/></DataField>
        <DataField name="s" optype="categorical" dataType="string"/>
        <DataField name="f" optype="categorical" dataType="boolean"/>
        <DataField name="d" optype="continuous" dataType="date"/>
        <DataField name="t" optype="continuous" dataType="time"/>
        <DataField name="m" optype="continuous" dataType="dateTime"/>
        """;

    /// <summary>An output field that shows the prediction.</summary>
    public const string Result = """<Output><OutputField name="result" optype="continuous" dataType="double" feature="predictedValue"/></Output>""";

    /// <summary>As <see cref="Result"/>, of a category.</summary>
    public const string LabelResult = """<Output><OutputField name="result" optype="categorical" dataType="string" feature="predictedValue"/></Output>""";

    /// <summary>An output field that shows the probability of a category.</summary>
    public const string Probabilities = """
        <Output><OutputField name="result" optype="categorical" dataType="string" feature="predictedValue"/><OutputField name="p_yes" optype="continuous" dataType="double" feature="probability" value="yes"/></Output>
        """;

    /// <summary>A file.</summary>
    /// <param name="model">Its model.</param>
    /// <param name="more">What stands before the model.</param>
    /// <param name="fields">Further or other DataField elements; those of the same name go before the usual ones.</param>
    public static string File(string model, string more = "", string fields = "") => $"""
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary>{fields}{string.Join('\n', DataFields.Split('\n').Where(line => !fields.Contains(NameIn(line), StringComparison.Ordinal)))}</DataDictionary>
        {more}
        {model}
        </PMML>
        """;

    /// <summary>A mining schema.</summary>
    /// <param name="active">The input fields, separated by blanks.</param>
    /// <param name="target">The target; empty for none.</param>
    /// <param name="more">Further MiningField elements.</param>
    public static string Schema(string active, string target = "", string more = "")
    {
        string fields = string.Concat(active.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"""<MiningField name="{name}"/>"""));
        string predicted = target.Length == 0 ? "" : $"""<MiningField name="{target}" usageType="target"/>""";
        return $"<MiningSchema>{fields}{more}{predicted}</MiningSchema>";
    }

    /// <summary>An array of numbers.</summary>
    /// <param name="values">The numbers, separated by blanks.</param>
    public static string Numbers(string values) => $"""<Array n="{values.Split(' ').Length}" type="real">{values}</Array>""";

    /// <summary>A file whose result is an expression over its fields.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="dataType">The result's type.</param>
    /// <param name="more">What stands before the model, such as a TransformationDictionary.</param>
    public static string Expression(string expression, string dataType = "double", string more = "")
    {
        string opType = dataType is "string" or "boolean" ? "categorical" : "continuous";
        return File(
            $"""
            <RegressionModel functionName="regression">{Schema("x z n b1 b2 c g level s f d t m", "y")}
            <Output><OutputField name="result" optype="{opType}" dataType="{dataType}" feature="transformedValue">{expression}</OutputField></Output>
            <RegressionTable intercept="1"/></RegressionModel>
            """,
            more);
    }

    /// <summary>A call of a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">Fields, separated by blanks; what is no name of a field is a constant.</param>
    /// <param name="attributes">Attributes of Apply.</param>
    public static string Apply(string function, string arguments, string attributes = "") => $"""
        <Apply function="{function}" {attributes}>{string.Concat(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Argument))}</Apply>
        """;

    /// <summary>A linear model of y from x.</summary>
    /// <param name="output">Its Output element.</param>
    /// <param name="schema">Its mining schema.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="more">What stands between the schema and the table.</param>
    public static string Linear(string output = Result, string? schema = null, string attributes = "", string more = "") => $"""
        <RegressionModel functionName="regression" {attributes}>{schema ?? Schema("x", "y")}{output}{more}
        <RegressionTable intercept="1"><NumericPredictor name="x" coefficient="2"/></RegressionTable></RegressionModel>
        """;

    /// <summary>A logistic model of label from x.</summary>
    /// <param name="output">Its Output element.</param>
    /// <param name="more">What stands between the schema and the tables.</param>
    public static string Logistic(string output = Probabilities, string more = "") => $"""
        <RegressionModel functionName="classification" normalizationMethod="logit">{Schema("x", "label")}{output}{more}
        <RegressionTable targetCategory="yes" intercept="1"><NumericPredictor name="x" coefficient="2"/></RegressionTable>
        <RegressionTable targetCategory="no" intercept="0"/></RegressionModel>
        """;

    private static string Argument(string argument) =>
        DataFields.Contains($"name=\"{argument}\"", StringComparison.Ordinal)
            ? $"""<FieldRef field="{argument}"/>"""
            : $"<Constant>{argument}</Constant>";

    private static string NameIn(string dataField) => dataField[dataField.IndexOf("name=", StringComparison.Ordinal)..dataField.IndexOf(" optype", StringComparison.Ordinal)];
}
