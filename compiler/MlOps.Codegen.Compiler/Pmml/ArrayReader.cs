using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads PMML's Array: values separated by blanks, quoted where they hold some.</summary>
internal static class ArrayReader
{
    private static readonly KeywordSet<bool> Types = new(("int", false), ("real", false), ("string", true));

    /// <summary>The values as written, without their quotes.</summary>
    public static ImmutableArray<string> Read(PmmlElement array, ReadContext context)
    {
        context.Takes(array, "n", "type");
        context.NoChildren(array);
        bool isQuoted = context.RequiredKeyword(array, "type", Types);
        ImmutableArray<string>.Builder values = ImmutableArray.CreateBuilder<string>();
        string? problem = isQuoted ? Split(array.Text, values) : null;
        if (!isQuoted)
        {
            values.AddRange(array.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        int declared = context.Integer(array, "n", values.Count, least: 0);
        if (problem is null && declared != values.Count)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"it declares {declared} values and has {values.Count}");
        }

        if (problem is not null)
        {
            context.Report(DiagnosticDescriptors.InvalidArray, array.Location, problem);
        }

        return values.ToImmutable();
    }

    /// <summary>The values as finite numbers.</summary>
    public static double[] ReadNumbers(PmmlElement array, ReadContext context)
    {
        ImmutableArray<string> texts = Read(array, context);
        double[] numbers = new double[texts.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(texts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i]))
            {
                context.Report(DiagnosticDescriptors.InvalidArray, array.Location, $"'{texts[i]}' is not a finite number");
                numbers[i] = 0;
            }
        }

        return numbers;
    }

    private static string? Split(string text, ImmutableArray<string>.Builder values)
    {
        var value = new StringBuilder();
        int i = 0;
        while (true)
        {
            while (i < text.Length && IsBlank(text[i]))
            {
                i++;
            }

            if (i == text.Length)
            {
                return null;
            }

            value.Clear();
            bool isQuoted = text[i] == '"';
            i += isQuoted ? 1 : 0;
            while (i < text.Length && (isQuoted ? text[i] != '"' : !IsBlank(text[i])))
            {
                if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    i++;
                }
                else if (text[i] == '"')
                {
                    return $"a quote inside the value that begins with '{value}'";
                }

                value.Append(text[i++]);
            }

            if (isQuoted && i++ == text.Length)
            {
                return "a quote is not closed";
            }

            values.Add(value.ToString());
        }
    }

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\r' or '\n';
}
