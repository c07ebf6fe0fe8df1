using System.Collections.Immutable;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli;

/// <summary>The files of an artifact that scores by compiled C#: the scorer, and the query that goes with it where a table is named.</summary>
internal static class ScorerFiles
{
    /// <summary>Generates the files.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="target">The database.</param>
    /// <param name="options">What to call things.</param>
    /// <param name="strategy">Function or stream.</param>
    public static ImmutableArray<GeneratedFile> Of(ScoringPlan plan, DatabaseTarget target, GenerationOptions options, Strategy strategy)
    {
        GeneratedClass scorer = CSharpGenerator.Generate(plan, options.Name);
        var files = ImmutableArray.CreateBuilder<GeneratedFile>();
        files.Add(new GeneratedFile($"{scorer.ClassName}.cs", scorer.Source));
        if (options is { SourceTable: { } table, Key: { } key })
        {
            SqlDialect dialect = target.Sql.Dialect;
            var source = new ScorerSource(
                dialect.Quote(key),
                [.. plan.Inputs.Select(input => dialect.ReadForScorer(dialect.Quote(input.Schema.Name), input.Value.Type))],
                dialect.Relation(options.SourceSchema, table));
            files.Add(strategy == Strategy.Function
                ? new GeneratedFile("function.sql", Commented(
                    $"Scores every row of the source table. The process registers the scorer on its connection before, by the name {SqlComment(options.VersionedName)}.",
                    target.FunctionQuery!(options.VersionedName, source, key, [.. plan.Outputs.Select(output => output.Schema.Name)])))
                : new GeneratedFile("stream.sql", Commented(
                    "Reads the rows that are streamed through the scorer: the key, then its inputs in order.", source.Query)));
        }

        return files.ToImmutable();
    }

    private static string Commented(string what, string query) => $"-- {what}\n{query};\n";

    // A name is data: it does not end the comment.
    private static string SqlComment(string name) => Printable.Line(name);
}
