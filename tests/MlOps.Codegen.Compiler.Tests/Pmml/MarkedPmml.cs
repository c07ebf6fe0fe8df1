using System.Text;
using System.Text.RegularExpressions;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Tests.Pmml;

/// <summary>PMML text in which <c>[[MLC1010]]</c> marks the exact place of each diagnostic expected.</summary>
internal static partial class MarkedPmml
{
    /// <summary>Reads text without marks and expects no error.</summary>
    public static PipelineDocument ReadValid(string text)
    {
        var diagnostics = new DiagnosticBag();
        PipelineDocument? document = Read(text, diagnostics);
        Assert.False(diagnostics.HasErrors, string.Join('\n', diagnostics));
        return Assert.IsType<PipelineDocument>(document);
    }

    /// <summary>Reads text and expects exactly the diagnostics it is marked with.</summary>
    public static IReadOnlyCollection<Diagnostic> Check(string marked)
    {
        var expected = new List<string>();
        var text = new StringBuilder();
        int start = 0;
        foreach (Match mark in Mark().Matches(marked))
        {
            text.Append(marked, start, mark.Index - start);
            start = mark.Index + mark.Length;
            string before = text.ToString();
            int line = before.Count(character => character == '\n') + 1;
            int column = before.Length - before.LastIndexOf('\n');
            expected.Add($"{mark.Groups[1].Value} ({line},{column})");
        }

        text.Append(marked, start, marked.Length - start);
        var diagnostics = new DiagnosticBag();
        PipelineDocument? document = Read(text.ToString(), diagnostics);
        Assert.Equal(
            expected,
            diagnostics
                .OrderBy(diagnostic => diagnostic.Location.Line)
                .ThenBy(diagnostic => diagnostic.Location.Column)
                .Select(diagnostic => $"{diagnostic.Id} ({diagnostic.Location.Line},{diagnostic.Location.Column})"));
        Assert.Equal(diagnostics.HasErrors, document is null);
        return diagnostics;
    }

    /// <summary>A file whose tree's root node has the given content, with fields x (double), c (string) and y.</summary>
    public static string Tree(string content, string attributes = "") => $"""
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary>
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="c" optype="categorical" dataType="string"/>
        <DataField name="y" optype="continuous" dataType="double"/>
        </DataDictionary>
        <TreeModel functionName="regression"{attributes}>
        <MiningSchema><MiningField name="x"/><MiningField name="c"/><MiningField name="y" usageType="target"/></MiningSchema>
        <Node score="1">{content}</Node>
        </TreeModel>
        </PMML>
        """;

    /// <summary>A file with the given TransformationDictionary content and a trivial model.</summary>
    public static string Transformations(string content, string version = "4.4") => $"""
        <PMML version="{version}">
        <DataDictionary>
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="c" optype="categorical" dataType="string"/>
        </DataDictionary>
        <TransformationDictionary>
        {content}
        </TransformationDictionary>
        <TreeModel functionName="regression"><MiningSchema><MiningField name="x"/></MiningSchema><Node score="1"><True/></Node></TreeModel>
        </PMML>
        """;

    private static PipelineDocument? Read(string text, DiagnosticBag diagnostics) =>
        PmmlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "model.pmml", diagnostics);

    [GeneratedRegex(@"\[\[(MLC\d{4})\]\]")]
    private static partial Regex Mark();
}
