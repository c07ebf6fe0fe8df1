using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOps.Codegen.Artifacts.Monitoring;

/// <summary>
/// How the monitor's files are written: camel case, two blanks, unknown members refused. By reflection: generated code would take members that
/// a file leaves out for 0 instead of what they are by default.
/// </summary>
internal static class MonitoringJson
{
    /// <summary>A member a line.</summary>
    public static JsonSerializerOptions Indented { get; } = Options(isIndented: true);

    /// <summary>All in one line.</summary>
    public static JsonSerializerOptions Line { get; } = Options(isIndented: false);

    /// <summary>A role as files have it.</summary>
    /// <param name="role">The role.</param>
    public static string Word(ColumnRole role) => JsonNamingPolicy.CamelCase.ConvertName(role.ToString());

    private static JsonSerializerOptions Options(bool isIndented) => new()
    {
        WriteIndented = isIndented,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}
