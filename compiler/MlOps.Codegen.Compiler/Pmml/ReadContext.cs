using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads attributes with their types, and reports what is wrong with them.</summary>
internal sealed class ReadContext(DiagnosticBag diagnostics)
{
    public DiagnosticBag Diagnostics => diagnostics;

    /// <summary>How many models enclose what is read.</summary>
    public int ModelDepth { get; set; }

    public void Report(DiagnosticDescriptor descriptor, PmmlElement element, params ReadOnlySpan<object?> arguments) =>
        diagnostics.Report(descriptor, element.Location, arguments);

    public string Required(PmmlElement element, string attribute)
    {
        if (element[attribute] is { } value)
        {
            return value;
        }

        Report(DiagnosticDescriptors.MissingAttribute, element, element.Name, attribute);
        return "";
    }

    public double RequiredNumber(PmmlElement element, string attribute)
    {
        if (element[attribute] is null)
        {
            Report(DiagnosticDescriptors.MissingAttribute, element, element.Name, attribute);
            return 0;
        }

        return Number(element, attribute) ?? 0;
    }

    /// <summary>A number; never NaN.</summary>
    public double? Number(PmmlElement element, string attribute)
    {
        if (element[attribute] is not { } text)
        {
            return null;
        }

        if (ParseNumber(text) is { } number)
        {
            return number;
        }

        Report(DiagnosticDescriptors.InvalidAttribute, element, element.Name, attribute, text);
        return null;
    }

    /// <summary>A number as XML Schema writes it; null where it is none, or NaN.</summary>
    public static double? ParseNumber(string text) => text.Trim() switch
    {
        "INF" or "+INF" or "Infinity" => double.PositiveInfinity,
        "-INF" or "-Infinity" => double.NegativeInfinity,
        var trimmed => double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && !double.IsNaN(number)
            ? number
            : null,
    };

    public int Whole(PmmlElement element, string attribute, int otherwise)
    {
        if (element[attribute] is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        Report(DiagnosticDescriptors.InvalidAttribute, element, element.Name, attribute, text);
        return otherwise;
    }

    public bool Flag(PmmlElement element, string attribute, bool otherwise)
    {
        switch (element[attribute])
        {
            case null:
                return otherwise;
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            case { } text:
                Report(DiagnosticDescriptors.InvalidAttribute, element, element.Name, attribute, text);
                return otherwise;
        }
    }

    /// <summary>
    /// An enumeration's value: PMML's names are the members' in lower camel case, where not given otherwise.
    /// </summary>
    public T Enum<T>(PmmlElement element, string attribute, T otherwise, params ReadOnlySpan<(string Text, T Value)> others)
        where T : struct, Enum =>
        EnumOrNull(element, attribute, others) ?? otherwise;

    /// <summary>An enumeration's value; null where the attribute is not there.</summary>
    public T? EnumOrNull<T>(PmmlElement element, string attribute, params ReadOnlySpan<(string Text, T Value)> others)
        where T : struct, Enum
    {
        if (element[attribute] is not { } text)
        {
            return null;
        }

        foreach ((string other, T value) in others)
        {
            if (other == text)
            {
                return value;
            }
        }

        foreach (T value in System.Enum.GetValues<T>())
        {
            string name = value.ToString();
            if (text.Length == name.Length && char.ToLowerInvariant(name[0]) == text[0] && name.AsSpan(1).SequenceEqual(text.AsSpan(1)))
            {
                return value;
            }
        }

        Report(DiagnosticDescriptors.InvalidAttribute, element, element.Name, attribute, text);
        return null;
    }

    public OpType? OpTypeOf(PmmlElement element) => EnumOrNull<OpType>(element, "optype");

    /// <summary>The <c>dataType</c> attribute; null where it is not there or not known.</summary>
    public DeclaredType? TypeOf(PmmlElement element)
    {
        if (element["dataType"] is not { } text)
        {
            return null;
        }

        DeclaredType? type = ParseType(text);
        if (type is null)
        {
            Report(DiagnosticDescriptors.InvalidAttribute, element, element.Name, "dataType", text);
        }

        return type;
    }

    public DeclaredType RequiredType(PmmlElement element)
    {
        if (element["dataType"] is null)
        {
            Report(DiagnosticDescriptors.MissingAttribute, element, element.Name, "dataType");
        }

        return TypeOf(element) ?? new DeclaredType(DataType.String);
    }

    private static DeclaredType? ParseType(string text) => text switch
    {
        "string" => new DeclaredType(DataType.String),
        "integer" => new DeclaredType(DataType.Integer),
        "float" => new DeclaredType(DataType.Float),
        "double" => new DeclaredType(DataType.Double),
        "boolean" => new DeclaredType(DataType.Boolean),
        "date" => new DeclaredType(DataType.Date),
        "time" => new DeclaredType(DataType.Time),
        "dateTime" => new DeclaredType(DataType.DateTime),
        "timeSeconds" => new DeclaredType(DataType.Integer, null, TimeUnit.Seconds),
        _ when text.StartsWith("dateDaysSince[", StringComparison.Ordinal) => Since(text, TimeUnit.DaysSince),
        _ when text.StartsWith("dateTimeSecondsSince[", StringComparison.Ordinal) => Since(text, TimeUnit.SecondsSince),
        _ => null,
    };

    // PMML names four epochs; 0 stands for the year 1 before the common era's first, of which .NET's calendar knows nothing.
    private static DeclaredType? Since(string text, TimeUnit unit) => text[(text.IndexOf('[', StringComparison.Ordinal) + 1)..] switch
    {
        "1960]" => new DeclaredType(DataType.Integer, 1960, unit),
        "1970]" => new DeclaredType(DataType.Integer, 1970, unit),
        "1980]" => new DeclaredType(DataType.Integer, 1980, unit),
        _ => null,
    };
}
