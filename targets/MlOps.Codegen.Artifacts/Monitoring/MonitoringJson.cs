using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOps.Codegen.Artifacts.Monitoring;

/// <summary>How the monitor's files are written: camel case, two blanks, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    Converters = [typeof(ColumnKindConverter), typeof(ColumnRoleConverter)])]
[JsonSerializable(typeof(MonitorSpecification))]
[JsonSerializable(typeof(MonitoringBaseline))]
internal sealed partial class MonitoringJson : JsonSerializerContext
{
    /// <summary>A role as files have it.</summary>
    /// <param name="role">The role.</param>
    public static string Word(ColumnRole role) => JsonNamingPolicy.CamelCase.ConvertName(role.ToString());

    private sealed class ColumnKindConverter() : JsonStringEnumConverter<ColumnKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

    private sealed class ColumnRoleConverter() : JsonStringEnumConverter<ColumnRole>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}
