using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp.Kernels;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>An ensemble that rows go through one at a time or many together.</summary>
internal sealed class BatchedEnsemble
{
    private readonly ImmutableArray<VectorMethods.Part> fillers;
    private readonly string comment;
    private readonly string[] results;
    private readonly int number;
    private readonly BlockLength block;

    /// <summary>Writes the ensemble's data and the methods that bring its features together.</summary>
    /// <param name="definition">The ensemble.</param>
    /// <param name="number">Its number in the class, from 1.</param>
    /// <param name="writer">The class.</param>
    /// <param name="layout">How the plan is divided.</param>
    /// <param name="block">How many rows are scored together.</param>
    public BatchedEnsemble(KernelDefinition definition, int number, DefinitionWriter writer, PlanLayout layout, BlockLength block)
    {
        this.block = block;
        this.number = number;
        (Member, Features) = TreeEnsembleWriter.WriteData((TreeEnsemble)definition.Kernel, writer.Data);
        FeatureCount = Features.Count;
        SumCount = definition.Values.Length;
        fillers = writer.Vectors.Write(Features);
        comment = Comments.Of(definition.Origin);
        results = [.. definition.Values.Select(value => layout.Fields.TryGetValue(value, out string? field) ? $"values.{field}" : "")];
    }

    /// <summary>How methods refer to the ensemble.</summary>
    public string Member { get; }

    /// <summary>What it takes of a row.</summary>
    public IReadOnlyList<VectorElement> Features { get; }

    /// <summary>How many features a row has.</summary>
    public int FeatureCount { get; }

    /// <summary>How many sums a row gets.</summary>
    public int SumCount { get; }

    private string FeatureSpan => string.Create(CultureInfo.InvariantCulture, $"features{number}");

    private string Sums => string.Create(CultureInfo.InvariantCulture, $"sums{number}");

    /// <summary>Writes what scores one row.</summary>
    /// <param name="text">The method; it has <c>input</c> and <c>values</c>.</param>
    /// <param name="input">The typed input.</param>
    public void WriteRow(SourceText text, RecordType input)
    {
        text.Line();
        if (comment.Length > 0)
        {
            text.Line($"// {comment}");
        }

        text.Line(string.Create(CultureInfo.InvariantCulture, $"Span<double> {FeatureSpan} = stackalloc double[{FeatureCount}];"));
        WriteFilling(text, input.Argument("input"), FeatureSpan, "1");
        if (SumCount == 1)
        {
            text.Line($"{results[0]} = {Member}.Sum({FeatureSpan});");
            return;
        }

        text.Line(string.Create(CultureInfo.InvariantCulture, $"Span<double> {Sums} = stackalloc double[{SumCount}];"));
        text.Line($"{Member}.Sum({FeatureSpan}, {Sums});");
        WriteResults(text, i => string.Create(CultureInfo.InvariantCulture, $"{Sums}[{i}]"));
    }

    /// <summary>Writes where a block's features and sums are.</summary>
    /// <param name="text">The method; it has <c>room</c>.</param>
    /// <param name="features">How many features the ensembles before have.</param>
    /// <param name="sums">How many sums they have.</param>
    public void WriteRoom(SourceText text, int features, int sums)
    {
        text.Line(string.Create(CultureInfo.InvariantCulture, $"Span<double> {FeatureSpan} = room.Features({features}, {FeatureCount});"));
        text.Line(string.Create(CultureInfo.InvariantCulture, $"Span<double> {Sums} = room.Sums({sums}, {SumCount});"));
    }

    /// <summary>Writes what puts the features of row <c>i</c> into the block.</summary>
    /// <param name="text">The method.</param>
    /// <param name="input">How the row is handed on.</param>
    public void WriteBlockRow(SourceText text, string input) => WriteFilling(text, input, $"{FeatureSpan}[i..]", block.Rows);

    /// <summary>Writes what scores the block.</summary>
    /// <param name="text">The method; it has <c>count</c>.</param>
    public void WriteBlock(SourceText text) =>
        text.Line($"{Member}.Sum({FeatureSpan}, {block.Rows}, count, {Sums}, {block.Rows});");

    /// <summary>Writes what takes the results of row <c>i</c> from the block.</summary>
    /// <param name="text">The method; it has <c>values</c>.</param>
    public void WriteBlockResults(SourceText text) => WriteResults(text, result => result == 0
        ? $"{Sums}[i]"
        : string.Create(CultureInfo.InvariantCulture, $"{Sums}[({result} * {block.Rows}) + i]"));

    private void WriteFilling(SourceText text, string input, string vector, string stride)
    {
        foreach (VectorMethods.Part part in fillers)
        {
            text.Line(part.Call(input, vector, stride));
        }
    }

    private void WriteResults(SourceText text, Func<int, string> sum)
    {
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i].Length > 0)
            {
                text.Line($"{results[i]} = {sum(i)};");
            }
        }
    }
}
