using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads TextIndex.</summary>
internal static class TextIndexReader
{
    /// <summary>Reads the element.</summary>
    /// <param name="element">The TextIndex.</param>
    /// <param name="terms">The expressions inside it, at least one.</param>
    /// <param name="context">The reading.</param>
    public static TextIndex Read(PmmlElement element, List<PipelineExpression> terms, ReadContext context)
    {
        context.Takes(
            element, "textField", "localTermWeights", "isCaseSensitive", "maxLevenshteinDistance", "countHits",
            "wordSeparatorCharacterRE", "tokenize", "x-wordRE");
        ImmutableArray<TextIndexNormalization>.Builder normalizations =
            ImmutableArray.CreateBuilder<TextIndexNormalization>();
        int termCount = 0;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "TextIndexNormalization")
            {
                normalizations.Add(ReadNormalization(child, context));
            }
            else if (!ExpressionReader.IsExpression(child) || termCount++ > 0)
            {
                context.Unexpected(child);
            }
        }

        string? wordPattern = element.Attribute("x-wordRE");
        return new TextIndex(
            context.RequiredText(element, "textField"),
            context.Keyword(element, "localTermWeights", Keywords.LocalTermWeights) ?? LocalTermWeights.TermFrequency,
            context.Boolean(element, "isCaseSensitive") ?? false,
            context.Integer(element, "maxLevenshteinDistance", 0, least: 0),
            context.Keyword(element, "countHits", Keywords.CountHits) ?? CountHits.AllHits,
            wordPattern is null ? element.Attribute("wordSeparatorCharacterRE") ?? @"\s+" : null,
            wordPattern,
            context.Boolean(element, "tokenize") ?? true,
            normalizations.ToImmutable(),
            terms[0],
            element.Location);
    }

    private static TextIndexNormalization ReadNormalization(PmmlElement element, ReadContext context)
    {
        context.Takes(
            element, "inField", "outField", "regexField", "recursive", "isCaseSensitive", "maxLevenshteinDistance",
            "wordSeparatorCharacterRE", "tokenize", "x-wordRE");
        foreach (string name in (string[])["maxLevenshteinDistance", "wordSeparatorCharacterRE", "x-wordRE"])
        {
            // They are inherited from the TextIndex; only another value than its own would mean something.
            if (element.Attribute(name) is { } value && value != element.Parent!.Attribute(name))
            {
                context.Unsupported(element, $"TextIndexNormalization/@{name}", "it differs from the TextIndex around it");
            }
        }

        foreach (PmmlElement child in element.Children)
        {
            if (child.Name is not ("InlineTable" or "TableLocator"))
            {
                context.Unexpected(child);
            }
        }

        string[] columns =
        [
            InlineTableReader.ColumnName(element.Attribute("inField") ?? "string"),
            InlineTableReader.ColumnName(element.Attribute("outField") ?? "stem"),
            InlineTableReader.ColumnName(element.Attribute("regexField") ?? "regex"),
        ];
        ImmutableArray<TextReplacement>.Builder rows = ImmutableArray.CreateBuilder<TextReplacement>();
        if (InlineTableReader.Find(element, context) is { } table)
        {
            foreach (string?[] cells in InlineTableReader.Rows(table, columns, context))
            {
                rows.Add(Replacement(cells, columns, table, context));
            }
        }

        return new TextIndexNormalization(
            rows.ToImmutable(),
            context.Boolean(element, "recursive") ?? false,
            context.Boolean(element, "isCaseSensitive"),
            context.Boolean(element, "tokenize"),
            element.Location);
    }

    private static TextReplacement Replacement(
        string?[] cells, string[] columns, PmmlElement table, ReadContext context)
    {
        bool? isRegex = cells[2]?.Trim() switch
        {
            null or "" or "false" or "0" => false,
            "true" or "1" => true,
            _ => null,
        };
        string? problem =
            cells[0] is null ? $"a row has no cell '{columns[0]}'"
            : cells[1] is null ? $"a row has no cell '{columns[1]}'"
            : isRegex is null ? $"the cell '{columns[2]}' is neither true nor false but '{cells[2]}'"
            : null;
        if (problem is not null)
        {
            context.Report(DiagnosticDescriptors.InvalidTable, table.Location, problem);
        }

        return new TextReplacement(cells[0] ?? "", cells[1] ?? "", isRegex ?? false);
    }
}
