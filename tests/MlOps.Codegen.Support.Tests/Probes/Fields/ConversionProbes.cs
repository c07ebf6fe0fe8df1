namespace MlOps.Codegen.Support.Tests.Probes.Fields;

/// <summary>Probes of one type as another: what a dataType of a DerivedField, an OutputField or a parameter asks for.</summary>
internal static class ConversionProbes
{
    private static readonly (string Field, string Type)[] Sources =
        [("s", "string"), ("n", "integer"), ("x", "double"), ("f", "boolean"), ("d", "date"), ("t", "time"), ("m", "dateTime")];

    private static readonly string[] Types = ["string", "integer", "float", "double", "boolean", "date", "time", "dateTime"];

    public static ProbeSection All { get; } = new(
        "Conversions",
        [
            .. Sources.SelectMany(source => Types.Where(type => type != source.Type)
                .Select(type => new Probe($"{source.Type} as", type, Pmml.Expression($"<FieldRef field=\"{source.Field}\"/>", type)))),
        ]);
}
