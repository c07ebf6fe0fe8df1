using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Artifacts.Monitoring.Reading;

/// <summary>
/// Reads what is monitored, and says of all that is wrong where it stands: members and their types are those of the records that the file
/// becomes, so that a file which passes can be read.
/// </summary>
public static class MonitorSpecificationReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="file">Its name, for diagnostics.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <returns>What is monitored; null where something is wrong.</returns>
    public static MonitorSpecification? Read(string json, string file, DiagnosticBag diagnostics)
    {
        PlacedJson placed;
        try
        {
            placed = PlacedJson.Read(json, file);
        }
        catch (JsonException exception)
        {
            (int line, int column) = PlacedJson.Position(json, exception.LineNumber ?? 0, exception.BytePositionInLine ?? 0);

            // What stands behind is the place, which the diagnostic has.
            string reason = exception.Message.Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd('.');
            diagnostics.Add(new Diagnostic(DiagnosticDescriptors.MonitorFileNotJson, new SourceLocation(file, line, column), reason));
            return null;
        }

        var found = new List<Diagnostic>();
        Check(placed, typeof(MonitorSpecification), isNullable: false, found);
        if (found.Count == 0)
        {
            MonitorSpecification specification = JsonSerializer.Deserialize<MonitorSpecification>(json, MonitoringJson.Indented)!;
            found.AddRange(specification.Problems().Select(problem => new Diagnostic(DiagnosticDescriptors.MonitorContradiction, placed.At(problem.Pointer).Location, problem.Message)));
            if (found.Count == 0)
            {
                return specification;
            }
        }

        foreach (Diagnostic diagnostic in found.OrderBy(each => (each.Location.Line, each.Location.Column)))
        {
            diagnostics.Add(diagnostic);
        }

        return null;
    }

    private static void Check(PlacedJson value, Type type, bool isNullable, List<Diagnostic> found)
    {
        if (value.Kind == JsonTokenType.Null && (isNullable || Nullable.GetUnderlyingType(type) is not null))
        {
            return;
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        JsonTypeInfo info = MonitoringJson.TypeOf(type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                CheckMembers(value, info, found);
                break;
            case JsonTypeInfoKind.Enumerable:
                if (value.Kind != JsonTokenType.StartArray)
                {
                    Refuse(value, "a list in brackets", found);
                }

                foreach (PlacedJson item in value.Items)
                {
                    Check(item, type.GetGenericArguments()[0], isNullable: false, found);
                }

                break;
            case JsonTypeInfoKind.None:
                if (Expected(value, type) is { } expected)
                {
                    Refuse(value, expected, found);
                }

                break;
            default:
                throw new InvalidOperationException($"no file has members of type {type}");
        }
    }

    private static void CheckMembers(PlacedJson value, JsonTypeInfo info, List<Diagnostic> found)
    {
        if (value.Kind != JsonTokenType.StartObject)
        {
            Refuse(value, "an object in braces", found);
            return;
        }

        JsonPropertyInfo[] known = [.. info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (PlacedMember member in value.Members)
        {
            if (!seen.Add(member.Name))
            {
                found.Add(new Diagnostic(DiagnosticDescriptors.MonitorContradiction, member.Location, $"'{member.Name}' is there twice"));
            }

            if (known.FirstOrDefault(property => property.Name == member.Name) is { } property)
            {
                bool isNullable = property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;
                Check(member.Value, property.PropertyType, isNullable && !property.PropertyType.IsValueType, found);
            }
            else
            {
                string hint = Suggestion.For(member.Name, known.Select(each => each.Name)) is { } near ? $"; did you mean '{near}'?" : $"; there are {string.Join(", ", known.Select(each => each.Name))}";
                found.Add(new Diagnostic(DiagnosticDescriptors.MonitorMemberUnknown, member.Location, member.Name, hint));
            }
        }

        foreach (JsonPropertyInfo property in known.Where(property => (property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false }) && !seen.Contains(property.Name)))
        {
            found.Add(new Diagnostic(DiagnosticDescriptors.MonitorMemberMissing, value.Location, property.Name));
        }
    }

    // What a value should be; null where it is that.
    private static string? Expected(PlacedJson value, Type type)
    {
        if (type.IsEnum)
        {
            string[] words = [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)];
            return value.Kind == JsonTokenType.String && words.Contains(value.Text) ? null : $"one of {string.Join(", ", words)}";
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => value.Kind == JsonTokenType.String ? null : "a text in quotes",
            TypeCode.Boolean => value.Kind is JsonTokenType.True or JsonTokenType.False ? null : "true or false",
            TypeCode.Int32 => value.Kind == JsonTokenType.Number && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "a whole number of at most 2,147,483,647",
            TypeCode.Int64 => value.Kind == JsonTokenType.Number && long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "a whole number",
            TypeCode.Double => value.Kind == JsonTokenType.Number && double.IsFinite(double.Parse(value.Text, CultureInfo.InvariantCulture)) ? null : "a number",
            _ => throw new InvalidOperationException($"no file has values of type {type}"),
        };
    }

    private static void Refuse(PlacedJson value, string expected, List<Diagnostic> found) => found.Add(new Diagnostic(
        DiagnosticDescriptors.MonitorValueInvalid,
        value.Location,
        value.Kind switch
        {
            JsonTokenType.String => $"'{value.Text}'",
            JsonTokenType.Number => value.Text,
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.Null => "null",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.StartObject => "an object",
            _ => throw new InvalidOperationException($"unknown token {value.Kind}"),
        },
        expected));
}

/// <summary>Something that contradicts itself.</summary>
/// <param name="Pointer">Which member it is, as a JSON Pointer.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record SpecificationProblem(string Pointer, string Message);
