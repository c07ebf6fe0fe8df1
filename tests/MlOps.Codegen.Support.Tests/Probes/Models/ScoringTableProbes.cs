using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of what is written by hand as much as trained: Scorecard, RuleSetModel.</summary>
internal static class ScoringTableProbes
{
    private const string Reasons = """
        <Output><OutputField name="result" optype="continuous" dataType="double" feature="predictedValue"/><OutputField name="reason" optype="categorical" dataType="string" feature="reasonCode" rank="1"/></Output>
        """;

    private const string Rules = """
        <SimpleRule id="r1" score="no" confidence="0.9" weight="2"><SimplePredicate field="x" operator="greaterThan" value="0"/></SimpleRule>
        <SimpleRule id="r2" score="yes" confidence="0.8" weight="5"><SimplePredicate field="x" operator="greaterThan" value="10"/></SimpleRule>
        """;

    public static KindProbes Scorecards { get; } = new(
        "Scorecard",
        [KindProbes.Function("Scorecard", "regression", File(Scorecard("", Result)))],
        [
            new("initialScore", "", File(Scorecard("initialScore=\"100\" useReasonCodes=\"false\"", Result))),
            .. Probe.Each("reasonCodeAlgorithm", "ScorecardReader.PointsBelow", word => File(Scorecard($"baselineScore=\"5\" reasonCodeAlgorithm=\"{word}\"", Reasons))),
            .. Probe.Each("baselineMethod", "ScorecardReader.BaselineMethods", word => File(Scorecard($"baselineScore=\"5\" baselineMethod=\"{word}\"", Reasons))),
            new("Characteristic baselineScore", "", File(Scorecard("", Reasons).Replace("reasonCode=\"RX\"", "reasonCode=\"RX\" baselineScore=\"7\"", StringComparison.Ordinal)
                .Replace("reasonCode=\"RZ\"", "reasonCode=\"RZ\" baselineScore=\"3\"", StringComparison.Ordinal))),
            new("ComplexPartialScore", "", File(Scorecard("", Result, "<ComplexPartialScore><Apply function=\"*\"><FieldRef field=\"x\"/><Constant>2</Constant></Apply></ComplexPartialScore>"))),
        ]);

    public static KindProbes RuleSets { get; } = new(
        "RuleSetModel",
        [KindProbes.Function("RuleSetModel", "classification", File(RuleSet("firstHit", Rules)))],
        [
            .. Probe.Each("RuleSelectionMethod criterion", "RuleSetModelReader.Criteria", word => File(RuleSet(word, Rules))),
            new("CompoundRule", "", File(RuleSet("firstHit", $"<CompoundRule><SimplePredicate field=\"z\" operator=\"lessThan\" value=\"4\"/>{Rules}</CompoundRule>"))),
            new("defaultScore", "", File(RuleSet("firstHit", Rules, "defaultScore=\"no\" defaultConfidence=\"0.25\""))),
        ]);

    private static string Scorecard(string attributes, string output, string partial = "") => $"""
        <Scorecard functionName="regression" {attributes}>{Schema("x z", "y")}{output}<Characteristics>
        <Characteristic name="of x" reasonCode="RX"><Attribute partialScore="1"><SimplePredicate field="x" operator="lessThan" value="3"/></Attribute>
        <Attribute{(partial.Length > 0 ? "" : " partialScore=\"9\"")}><SimplePredicate field="x" operator="greaterOrEqual" value="3"/>{partial}</Attribute></Characteristic>
        <Characteristic name="of z" reasonCode="RZ"><Attribute partialScore="4"><SimplePredicate field="z" operator="lessThan" value="0"/></Attribute><Attribute partialScore="2"><True/></Attribute></Characteristic>
        </Characteristics></Scorecard>
        """;

    private static string RuleSet(string criterion, string rules, string attributes = "") => $"""
        <RuleSetModel functionName="classification">{Schema("x z", "label")}
        <Output><OutputField name="result" optype="categorical" dataType="string" feature="predictedValue"/><OutputField name="certainty" optype="continuous" dataType="double" feature="confidence"/></Output>
        <RuleSet {attributes}><RuleSelectionMethod criterion="{criterion}"/>{rules}</RuleSet></RuleSetModel>
        """;
}
