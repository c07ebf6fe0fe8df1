using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads TextIndex (PMML 4.4, Transformations: TextIndex).</summary>
internal static class TextIndexReader
{
    public static TextIndex Read(
        PmmlElement element,
        Func<PmmlElement, ReadContext, int, PipelineExpression> readExpression,
        ReadContext context,
        int depth)
    {
        PmmlElement? term = element.Children.FirstOrDefault(child => child.Name != "TextIndexNormalization");
        PipelineExpression termExpression;
        if (term is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "term expression");
            termExpression = new Constant("", null, true, element.Location);
        }
        else
        {
            termExpression = readExpression(term, context, depth + 1);
        }

        return new TextIndex(
            context.Required(element, "textField"),
            context.Enum(element, "localTermWeights", LocalTermWeights.TermFrequency),
            context.Flag(element, "isCaseSensitive", false),
            context.Whole(element, "maxLevenshteinDistance", 0),
            context.Enum(element, "countHits", CountHits.AllHits),
            element["wordSeparatorCharacterRE"] ?? (element["x-wordRE"] is null ? @"\s+" : null),
            element["x-wordRE"],
            context.Flag(element, "tokenize", true),
            [.. element.ChildrenNamed("TextIndexNormalization").Select(n => ReadNormalization(n, context))],
            termExpression,
            element.Location);
    }

    private static TextIndexNormalization ReadNormalization(PmmlElement element, ReadContext context)
    {
        string input = MapValuesReader.Column(element["inField"] ?? "string");
        string output = MapValuesReader.Column(element["outField"] ?? "stem");
        string regex = MapValuesReader.Column(element["regexField"] ?? "regex");
        ImmutableArray<TextReplacement> rows = [.. MapValuesReader.Rows(element, context).Select(row => new TextReplacement(
            row.GetValueOrDefault(input, ""),
            row.GetValueOrDefault(output, ""),
            row.GetValueOrDefault(regex) == "true"))];
        return new TextIndexNormalization(
            rows,
            context.Flag(element, "recursive", false),
            element["isCaseSensitive"] is null ? null : context.Flag(element, "isCaseSensitive", false),
            element["tokenize"] is null ? null : context.Flag(element, "tokenize", true),
            element.Location);
    }
}
