using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of AssociationModel.</summary>
internal static class AssociationProbes
{
    private const string Element = "AssociationModel";
    private const string Transactions = """<MiningField name="n" usageType="group"/><MiningField name="g"/>""";

    public static KindProbes All { get; } = new(
        Element,
        [KindProbes.Function(Element, "associationRules", File(Rules("feature=\"ruleId\"")))],
        [
            new("MiningSchema", "with a group field and an item field", File(Rules("feature=\"ruleId\""))),
            new("MiningSchema", "with a field per item", File(Rules("feature=\"ruleId\"", """<MiningField name="f"/><MiningField name="b1"/><MiningField name="c"/>""", Items("f", "b1", "c=u")))),
            .. Probe.Each("OutputField algorithm", "OutputReader.Algorithms", word => File(Rules($"feature=\"ruleId\" algorithm=\"{word}\""))),
            .. Probe.Each("OutputField ruleFeature", "OutputReader.RuleFeatures", word => File(Rules($"feature=\"ruleValue\" ruleFeature=\"{word}\""))),
            .. Probe.Each("OutputField rankBasis", "OutputReader.RankBases", word => File(Rules($"feature=\"ruleId\" rankBasis=\"{word}\""))),
            .. Probe.Each("OutputField rankOrder", "OutputReader.Descending", word => File(Rules($"feature=\"ruleId\" rankOrder=\"{word}\""))),
            new("OutputField rank", "2", File(Rules("feature=\"ruleId\" rank=\"2\""))),
            .. Probe.Each("OutputField isMultiValued", "OutputReader.MultiValued", word => File(Rules($"feature=\"ruleId\" rank=\"0\" isMultiValued=\"{word}\"".Replace(
                "rank=\"0\"", word is "0" or "false" ? "" : "rank=\"0\"", StringComparison.Ordinal)))),
            new("Output", "left out", File(Rules("").Replace("<Output><OutputField name=\"result\" algorithm=\"recommendation\" /></Output>", "", StringComparison.Ordinal))),
        ]);

    /// <summary>Rules with one output field.</summary>
    /// <param name="output">The output field's attributes.</param>
    /// <param name="schema">The mining fields.</param>
    /// <param name="items">The Item elements.</param>
    public static string Rules(string output, string schema = Transactions, string? items = null) => $"""
        <AssociationModel functionName="associationRules" numberOfTransactions="9" minimumSupport="0" minimumConfidence="0" numberOfItems="3" numberOfItemsets="3" numberOfRules="3">
        {Schema("", "", schema)}<Output><OutputField name="result" {(output.Contains("algorithm", StringComparison.Ordinal) ? "" : "algorithm=\"recommendation\"")} {output}/></Output>{items ?? Items("a", "b", "c")}
        <Itemset id="A"><ItemRef itemRef="1"/></Itemset><Itemset id="B"><ItemRef itemRef="2"/></Itemset><Itemset id="C"><ItemRef itemRef="3"/></Itemset>
        <AssociationRule antecedent="A" consequent="B" support="0.4" confidence="0.5" lift="2" leverage="0.1" affinity="0.3"/>
        <AssociationRule antecedent="B" consequent="A" support="0.4" confidence="0.9" lift="2" leverage="0.2" affinity="0.3"/>
        <AssociationRule antecedent="B" consequent="C" support="0.1" confidence="0.7" lift="3" leverage="0.3" affinity="0.2"/>
        </AssociationModel>
        """;

    private static string Items(params string[] values) => string.Concat(values.Select((value, i) => $"<Item id=\"{i + 1}\" value=\"{value}\"/>"));
}
