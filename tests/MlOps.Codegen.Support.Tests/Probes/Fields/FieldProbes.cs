using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Fields;

/// <summary>Probes of DataDictionary, MiningSchema and Targets.</summary>
internal static class FieldProbes
{
    public static ProbeSection OfData { get; } = new(
        "Data fields",
        [
            .. Probe.Each("DataField dataType", "Keywords.DataType", word => File(
                Linear(Copy("k", word is "string" or "boolean" or "float" or "date" or "time" or "dateTime" or "integer" ? word : "double"), Schema("x k", "y")),
                fields: $"""<DataField name="k" optype="{(word is "string" or "boolean" ? "categorical" : "continuous")}" dataType="{word}"/>""")),
            .. Probe.Each("DataField optype", "Keywords.OpType", word => File(
                Linear(Copy("k", "integer"), Schema("x k", "y")), fields: $"""<DataField name="k" optype="{word}" dataType="integer"/>""")),
            .. Probe.Each("DataField isCyclic", "DataDictionaryReader.Cyclic", word => File(
                Linear(Copy("k", "integer"), Schema("x k", "y")), fields: $"""<DataField name="k" optype="continuous" dataType="integer" isCyclic="{word}"/>""")),
            .. Probe.Each("Interval closure", "Keywords.Closure", word => File(Linear(), fields: $"""
                <DataField name="x" optype="continuous" dataType="double"><Interval closure="{word}" leftMargin="0" rightMargin="10"/></DataField>
                """)),
            .. Probe.Each("Value property", "Keywords.ValueProperty", word => File(Linear(), fields: $"""
                <DataField name="x" optype="continuous" dataType="double"><Value value="-999" property="{word}"/></DataField>
                """)),
        ]);

    public static ProbeSection OfMiningSchema { get; } = new(
        "Mining schema",
        [
            .. Probe.Each("MiningField usageType", "Keywords.UsageType", word => File(Linear(
                schema: word is "predicted" or "target" ? Schema("x", "", $"<MiningField name=\"y\" usageType=\"{word}\"/>") : Schema("x", "y", $"<MiningField name=\"z\" usageType=\"{word}\"/>")))),
            .. Probe.Each("missingValueTreatment", "Keywords.MissingValueTreatment", word => File(Linear(schema: Treated(
                $"missingValueTreatment=\"{word}\"{(word.Contains("eturnInvalid", StringComparison.Ordinal) ? "" : " missingValueReplacement=\"3\"")}")))),
            .. Probe.Each("invalidValueTreatment", "Keywords.InvalidValueTreatment", word => File(
                Linear(schema: Treated($"invalidValueTreatment=\"{word}\"{(word == "asValue" ? " invalidValueReplacement=\"3\"" : "")}")), fields: Bounded)),
            .. Probe.Each("outliers", "Keywords.OutlierTreatment", word => File(Linear(schema: Treated($"outliers=\"{word}\" lowValue=\"0\" highValue=\"10\"")))),
        ]);

    public static ProbeSection OfTargets { get; } = new(
        "Targets",
        [
            .. Probe.Each("castInteger", "Keywords.CastInteger", word => File(Linear(more: $"<Targets><Target field=\"y\" castInteger=\"{word}\"/></Targets>"))),
            new("rescaleFactor, rescaleConstant", "", File(Linear(more: "<Targets><Target field=\"y\" rescaleFactor=\"2\" rescaleConstant=\"10\"/></Targets>"))),
            new("min, max", "", File(Linear(more: "<Targets><Target field=\"y\" min=\"0\" max=\"5\"/></Targets>"))),
            new("TargetValue defaultValue", "", File(Linear(more: "<Targets><Target field=\"y\"><TargetValue defaultValue=\"3\"/></Target></Targets>"))),
            new("TargetValue priorProbability", "", File(Logistic(more: """
                <Targets><Target field="label"><TargetValue value="no" priorProbability="0.75"/><TargetValue value="yes" priorProbability="0.25"/></Target></Targets>
                """))),
            new("TargetValue displayValue", "", File(Logistic(
                """<Output><OutputField name="result" optype="categorical" dataType="string" feature="predictedDisplayValue"/></Output>""",
                """<Targets><Target field="label"><TargetValue value="no" displayValue="not likely"/><TargetValue value="yes" displayValue="likely"/></Target></Targets>"""))),
        ]);

    private const string Bounded = """
        <DataField name="x" optype="continuous" dataType="double"><Interval closure="closedClosed" leftMargin="0" rightMargin="10"/></DataField>
        """;

    private static string Treated(string attributes) => Schema("", "y", $"<MiningField name=\"x\" {attributes}/>");

    private static string Copy(string field, string type) =>
        $"""<Output><OutputField name="result" optype="{(type is "string" or "boolean" ? "categorical" : "continuous")}" dataType="{type}" feature="transformedValue"><FieldRef field="{field}"/></OutputField></Output>""";
}
