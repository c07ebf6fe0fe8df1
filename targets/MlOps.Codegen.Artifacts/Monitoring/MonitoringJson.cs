using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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

    /// <summary>The members of a type as files have them.</summary>
    /// <param name="type">The type.</param>
    public static JsonTypeInfo TypeOf(Type type) => Indented.GetTypeInfo(type);

    private static JsonSerializerOptions Options(bool isIndented) => new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
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
