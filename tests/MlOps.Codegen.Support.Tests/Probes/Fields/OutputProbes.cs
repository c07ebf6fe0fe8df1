using MlOps.Codegen.Support.Tests.Probes.Models;
using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Fields;

/// <summary>Probes of Output.</summary>
internal static class OutputProbes
{
    public static ProbeSection All { get; } = new(
        "Output",
        [
            .. Probe.Each("feature", "OutputReader.Features", Of),
            new("feature", "predictedDisplayValue of a number", File(Linear(Number("feature=\"predictedDisplayValue\"")))),
            new("feature", "probability by rank", File(Logistic(Number("feature=\"probability\" rank=\"2\"")))),
            new("feature", "predictedValue by rank", File(Logistic(Text("feature=\"predictedValue\" rank=\"2\"")))),
            new("feature", "predictedValue by ascending rank", File(Logistic(Text("feature=\"predictedValue\" rank=\"2\" rankOrder=\"ascending\"")))),
            new("feature", "confidence of a TreeModel", File(TreeModelProbes.Classification().Replace(Probabilities, Number("feature=\"confidence\""), StringComparison.Ordinal))),
            new("feature", "entityId of a TreeModel", File(TreeModelProbes.Classification().Replace(Probabilities, Text("feature=\"entityId\""), StringComparison.Ordinal))),
            new("feature", "affinity of a cluster", File(ClusteringProbes.Clusters(Number("feature=\"affinity\" value=\"far\"")))),
            new("isFinalResult", "false", File(Linear("""
                <Output><OutputField name="half" optype="continuous" dataType="double" feature="predictedValue" isFinalResult="false"/>
                <OutputField name="result" optype="continuous" dataType="double" feature="transformedValue"><FieldRef field="half"/></OutputField></Output>
                """))),
            new("ModelVerification", "", File(Linear(Result, more: """
                <ModelVerification><VerificationFields><VerificationField field="x"/><VerificationField field="y"/></VerificationFields>
                <InlineTable><row><x>1</x><y>3</y></row></InlineTable></ModelVerification>
                """))),
        ]);

    private static string Of(string feature) => feature == "reasonCode" ? WithReasons : File(feature switch
    {
        "predictedDisplayValue" => Logistic(Text($"feature=\"{feature}\"")),
        "transformedValue" or "decision" => Linear($"""
            <Output><OutputField name="p" optype="continuous" dataType="double" feature="predictedValue"/>
            <OutputField name="result" optype="continuous" dataType="double" feature="{feature}">{Apply("+", "x 1")}</OutputField></Output>
            """),
        "probability" or "affinity" => Logistic(Number($"feature=\"{feature}\" value=\"yes\"")),
        "residual" => Linear(Number($"feature=\"{feature}\"")),
        "clusterId" or "entityId" => ClusteringProbes.Clusters(Text($"feature=\"{feature}\"")),
        "clusterAffinity" or "entityAffinity" => ClusteringProbes.Clusters(Number($"feature=\"{feature}\" value=\"far\"")),
        "ruleValue" or "antecedent" or "consequent" or "rule" or "ruleId" or "confidence" or "support" or "lift" or "leverage" =>
            AssociationProbes.Rules($"feature=\"{feature}\""),
        "x-report" => Linear(Result.Replace("</Output>", $"<OutputField name=\"report\" optype=\"categorical\" dataType=\"string\" feature=\"{feature}\" x-reportField=\"result\"/></Output>", StringComparison.Ordinal)),
        _ => Linear(Number($"feature=\"{feature}\"")),
    });

    private static string WithReasons => ScoringTableProbes.Scorecards.Variants.First(probe => probe.Feature == "reasonCodeAlgorithm").Pmml;

    private static string Number(string attributes) => $"""<Output><OutputField name="result" optype="continuous" dataType="double" {attributes}/></Output>""";

    private static string Text(string attributes) => $"""<Output><OutputField name="result" optype="categorical" dataType="string" {attributes}/></Output>""";
}
