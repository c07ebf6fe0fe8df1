using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of TreeModel.</summary>
internal static class TreeModelProbes
{
    private const string Counts = """<ScoreDistribution value="no" recordCount="3"/><ScoreDistribution value="yes" recordCount="1"/>""";

    public static KindProbes All { get; } = new(
        "TreeModel",
        [
            KindProbes.Function("TreeModel", "regression", File(Regression())),
            KindProbes.Function("TreeModel", "classification", File(Classification())),
        ],
        [
            .. Probe.Each("missingValueStrategy", "TreeModelReader.MissingValueStrategies", word => File(Classification($"missingValueStrategy=\"{word}\""))),
            new("missingValuePenalty", "", File(Classification("missingValueStrategy=\"defaultChild\" missingValuePenalty=\"0.8\""))),
            new("missingValuePenalty", "with a confidence in the Output", File(Classification("missingValueStrategy=\"defaultChild\" missingValuePenalty=\"0.8\"")
                .Replace("feature=\"probability\" value=\"yes\"", "feature=\"confidence\"", StringComparison.Ordinal))),
            .. Probe.Each("noTrueChildStrategy", "TreeModelReader.NoTrueChildStrategies", word => File(Regression($"noTrueChildStrategy=\"{word}\""))),
            .. Probe.Each("splitCharacteristic", "TreeModelReader.SplitCharacteristics", word => File(Regression($"splitCharacteristic=\"{word}\""))),
            .. Probe.Each("SimplePredicate operator", "Keywords.SimpleOperator", word => File(Test(
                $"""<SimplePredicate field="x" operator="{word}"{(word.Contains("Missing", StringComparison.Ordinal) ? "" : " value=\"3\"")}/>"""))),
            new("SimplePredicate", "of a category", File(Test("""<SimplePredicate field="c" operator="equal" value="u"/>"""))),
            new("SimplePredicate", "of an ordinal field", File(Test("""<SimplePredicate field="level" operator="lessThan" value="high"/>"""))),
            new("SimplePredicate", "of text by order", File(Test("""<SimplePredicate field="s" operator="lessThan" value="k"/>"""))),
            new("SimplePredicate", "of a date", File(Test("""<SimplePredicate field="d" operator="lessThan" value="2020-05-01"/>"""))),
            .. Probe.Each("SimpleSetPredicate booleanOperator", "Keywords.SetOperator", word => File(Test(
                $"""<SimpleSetPredicate field="g" booleanOperator="{word}"><Array n="2" type="string">a b</Array></SimpleSetPredicate>"""))),
            .. Probe.Each("SimpleSetPredicate Array type", "ArrayReader.Types", word => File(Test(
                $"""<SimpleSetPredicate field="{(word == "string" ? "g" : "n")}" booleanOperator="isIn"><Array n="2" type="{word}">1 2</Array></SimpleSetPredicate>"""))),
            .. Probe.Each("CompoundPredicate booleanOperator", "Keywords.CompoundOperator", word => File(Test(
                $"""<CompoundPredicate booleanOperator="{word}"><SimplePredicate field="x" operator="lessThan" value="3"/><SimplePredicate field="z" operator="greaterThan" value="1"/></CompoundPredicate>"""))),
            new("True", "", File(Test("<True/>"))),
            new("False", "", File(Test("<False/>"))),
            new("embedded Regression", "", File($"""
                <TreeModel functionName="regression">{Schema("x", "y")}<Node><True/><Regression functionName="regression"><RegressionTable intercept="1"/></Regression></Node></TreeModel>
                """)),
        ]);

    /// <summary>A regression tree over x and z.</summary>
    /// <param name="attributes">Attributes of the TreeModel.</param>
    public static string Regression(string attributes = "") => $"""
        <TreeModel functionName="regression" {attributes}>{Schema("x z", "y")}
        <Node score="0"><True/>
        <Node score="1"><SimplePredicate field="x" operator="lessOrEqual" value="2.5"/></Node>
        <Node score="2"><SimplePredicate field="x" operator="greaterThan" value="2.5"/>
        <Node score="3"><SimplePredicate field="z" operator="lessThan" value="0"/></Node><Node score="4"><SimplePredicate field="z" operator="greaterOrEqual" value="0"/></Node></Node>
        </Node></TreeModel>
        """;

    /// <summary>A classification tree over x with record counts.</summary>
    /// <param name="attributes">Attributes of the TreeModel.</param>
    public static string Classification(string attributes = "") => $"""
        <TreeModel functionName="classification" {attributes}>{Schema("x", "label")}{Probabilities}
        <Node id="1" score="no" recordCount="8" defaultChild="3"><True/><ScoreDistribution value="no" recordCount="4"/><ScoreDistribution value="yes" recordCount="4"/>
        <Node id="2" score="no" recordCount="4"><SimplePredicate field="x" operator="lessOrEqual" value="2.5"/>{Counts}</Node>
        <Node id="3" score="yes" recordCount="4"><SimplePredicate field="x" operator="greaterThan" value="2.5"/><ScoreDistribution value="no" recordCount="1"/><ScoreDistribution value="yes" recordCount="3"/></Node>
        </Node></TreeModel>
        """;

    private static string Test(string predicate) => $"""
        <TreeModel functionName="regression">{Schema("x z n c g level s d", "y")}
        <Node score="0"><True/><Node score="1">{predicate}</Node><Node score="2"><True/></Node></Node></TreeModel>
        """;
}
