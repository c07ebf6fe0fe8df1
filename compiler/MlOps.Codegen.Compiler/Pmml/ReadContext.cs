using System.Globalization;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>What the readers of one file share: where complaints go, and how attributes become typed values.</summary>
/// <remarks>
/// After a complaint a reader goes on with some value of the right type, so that all complaints are found at once; the
/// pipeline that comes of it is thrown away.
/// </remarks>
internal sealed class ReadContext(DiagnosticBag diagnostics, PmmlVersion version)
{
    private readonly HashSet<(string Element, string Attribute)> unknownAttributes = [];

    /// <summary>The file's version.</summary>
    public PmmlVersion Version { get; } = version;

    /// <summary>How many models are around what is being read.</summary>
    public int ModelDepth { get; set; }

    /// <summary>The numeric fields of the data dictionary.</summary>
    public HashSet<string> NumericFields { get; } = [];

    /// <summary>Reports a diagnostic.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourceLocation location, params ReadOnlySpan<object?> arguments) =>
        diagnostics.Report(descriptor, location, arguments);

    /// <summary>Reports a child element that its parent does not take.</summary>
    public void Unexpected(PmmlElement child) =>
        Report(DiagnosticDescriptors.UnexpectedElement, child.Location, child.Name, child.Parent?.Name);

    /// <summary>Reports every child, for an element that takes none.</summary>
    public void NoChildren(PmmlElement element)
    {
        foreach (PmmlElement child in element.Children)
        {
            Unexpected(child);
        }
    }

    /// <summary>Reports an understood element, or use of one, that has no translation.</summary>
    public void Unsupported(PmmlElement element, string what, string why) =>
        Report(DiagnosticDescriptors.UnsupportedElement, element.Location, what, why);

    /// <summary>Warns of attributes other than these, once for each kind of element.</summary>
    public void Takes(PmmlElement element, params ReadOnlySpan<string> names)
    {
        foreach (PmmlAttribute attribute in element.Attributes)
        {
            if (!names.Contains(attribute.Name) && unknownAttributes.Add((element.Name, attribute.Name)))
            {
                Report(
                    DiagnosticDescriptors.UnknownAttribute,
                    element.Location.At(attribute.Line, attribute.Column),
                    element.Name,
                    attribute.Name);
            }
        }
    }

    /// <summary>An attribute's text; reported and empty where absent.</summary>
    public string RequiredText(PmmlElement element, string name)
    {
        if (element.Attribute(name) is { } value)
        {
            return value;
        }

        Report(DiagnosticDescriptors.MissingAttribute, element.Location, element.Name, name);
        return "";
    }

    /// <summary>An attribute's finite number; reported and 0 where absent.</summary>
    public double RequiredNumber(PmmlElement element, string name)
    {
        string text = RequiredText(element, name);
        return element.Attribute(name) is null ? 0 : ParseNumber(element, name, text, allowInfinite: false);
    }

    /// <summary>An attribute's finite number above 0; reported and 1 where it is none.</summary>
    public double RequiredPositive(PmmlElement element, string name)
    {
        double number = RequiredNumber(element, name);
        if (number > 0)
        {
            return number;
        }

        if (element.Attribute(name) is { } text && !IsNaN(text))
        {
            InvalidNumber(element, name, "a number above 0");
        }

        return 1;
    }

    /// <summary>An attribute's finite number, or null.</summary>
    public double? Number(PmmlElement element, string name) =>
        element.Attribute(name) is { } text ? ParseNumber(element, name, text, allowInfinite: false) : null;

    /// <summary>An attribute's number, infinities included, or null.</summary>
    public double? NumberOrInfinity(PmmlElement element, string name) =>
        element.Attribute(name) is { } text ? ParseNumber(element, name, text, allowInfinite: true) : null;

    /// <summary>An attribute's number from 0 to 1 (PMML's PROB-NUMBER), or null.</summary>
    public double? Probability(PmmlElement element, string name)
    {
        double? number = Number(element, name);
        if (number is < 0 or > 1)
        {
            InvalidNumber(element, name, "a number from 0 to 1");
        }

        return number;
    }

    /// <summary>An attribute's number from 0 up, or null.</summary>
    public double? NonNegative(PmmlElement element, string name)
    {
        double? number = Number(element, name);
        if (number < 0)
        {
            InvalidNumber(element, name, "a number that is not negative");
        }

        return number;
    }

    /// <summary>An attribute's whole number, or what is assumed where it is absent.</summary>
    public int Integer(PmmlElement element, string name, int assumed, int least = int.MinValue)
    {
        if (element.Attribute(name) is not { } text)
        {
            return assumed;
        }

        // Some tools write 1.0: it is whole all the same.
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number >= least
            && number <= int.MaxValue
            && number == Math.Floor(number))
        {
            return (int)number;
        }

        InvalidNumber(
            element, name, least == int.MinValue ? "a whole number" : string.Create(CultureInfo.InvariantCulture, $"a whole number from {least}"));
        return assumed;
    }

    /// <summary>An attribute's truth value, or null.</summary>
    public bool? Boolean(PmmlElement element, string name)
    {
        switch (element.Attribute(name)?.Trim())
        {
            case null:
                return null;
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            default:
                Report(
                    DiagnosticDescriptors.InvalidBoolean,
                    element.AttributeLocation(name),
                    element.Attribute(name),
                    Qualified(element, name));
                return null;
        }
    }

    /// <summary>What an attribute's keyword means, or null.</summary>
    public T? Keyword<T>(PmmlElement element, string name, KeywordSet<T> words)
        where T : struct
    {
        if (element.Attribute(name) is not { } text)
        {
            return null;
        }

        T? value = words.Find(text);
        if (value is null)
        {
            Report(
                DiagnosticDescriptors.InvalidKeyword,
                element.AttributeLocation(name),
                text,
                Qualified(element, name),
                words.Listed);
        }

        return value;
    }

    /// <summary>What an attribute's keyword means; reported where absent.</summary>
    public T RequiredKeyword<T>(PmmlElement element, string name, KeywordSet<T> words)
        where T : struct
    {
        RequiredText(element, name);
        return Keyword(element, name, words) ?? default;
    }

    /// <summary>Reports an attribute whose number is none that is allowed.</summary>
    public void InvalidNumber(PmmlElement element, string name, string needed) =>
        Report(
            DiagnosticDescriptors.InvalidNumber,
            element.AttributeLocation(name),
            element.Attribute(name),
            Qualified(element, name),
            needed);

    /// <summary>Whether a text is how XML, Java, C or R write NaN.</summary>
    public static bool IsNaN(string text) =>
        text.AsSpan().Trim().TrimStart("+-").Equals("NaN", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reports an attribute that holds NaN.</summary>
    public void NotANumber(PmmlElement element, string name) =>
        Report(DiagnosticDescriptors.NotANumber, element.AttributeLocation(name), Qualified(element, name));

    private double ParseNumber(PmmlElement element, string name, string text, bool allowInfinite)
    {
        if (IsNaN(text))
        {
            NotANumber(element, name);
            return 0;
        }

        // XML Schema writes INF, Java Infinity.
        double? infinity = text.Trim() switch
        {
            "INF" or "+INF" or "Infinity" or "+Infinity" => double.PositiveInfinity,
            "-INF" or "-Infinity" => double.NegativeInfinity,
            _ => null,
        };
        if (infinity is { } value && allowInfinite)
        {
            return value;
        }

        if (infinity is null
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number))
        {
            return number;
        }

        InvalidNumber(element, name, allowInfinite ? "a number" : "a finite number");
        return 0;
    }

    private static string Qualified(PmmlElement element, string name) => $"{element.Name}/@{name}";
}
