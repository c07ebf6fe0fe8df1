using System.Globalization;
using System.Text;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Compiler.Models.TimeSeriesModels;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Support.Tests.Page;

/// <summary>The page's last part: how large a model may be.</summary>
internal static class SizeLimits
{
    /// <summary>Its heading.</summary>
    public const string Title = "Sizes";

    /// <summary>Writes it.</summary>
    /// <param name="text">The page.</param>
    public static void Write(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {Title}\n\n");
        text.Append("""
            A model's trees, terms and rules are cut into pieces that an engine bears, however many there are. Two things cannot be cut: the
            columns that are needed at once (inputs, outputs, values in between), beyond which MLC4002 refuses the model, and the comparison of a
            row with every point, beyond which MLC4010 does.

            """.ReplaceLineEndings("\n"));
        text.Append('\n').Append(SupportPage.Header("Limit"));
        Write(text, "columns at once", dialect => dialect.Limits.Columns);
        Write(text, $"training instances of a NearestNeighborModel of {PointModels.Fields} fields and {PointModels.Neighbors} neighbours", dialect => PointModels.MostInstances(dialect.LargestKernel));
        Write(text, $"clusters of a ClusteringModel of {PointModels.Fields} fields", dialect => PointModels.MostClusters(dialect.LargestKernel));
        Write(text, "bytes of a column's name, before it is shortened", dialect => dialect.Limits.IdentifierBytes);
        text.Append(string.Create(CultureInfo.InvariantCulture, $"""

            For all targets alike, a file has at most {PmmlLimits.Characters:N0} characters, {PmmlLimits.Elements:N0} elements, {PmmlLimits.Depth:N0} of them inside one another
            (a node of a tree is one), {PmmlLimits.OperandDepth:N0} expressions or predicates and {PmmlLimits.ModelDepth:N0} models inside one another (MLC1003); a TimeSeriesModel
            forecasts {TimeSeriesModelLowering.MostSteps:N0} steps, and a later one is missing.

            """).ReplaceLineEndings("\n"));
    }

    private static void Write(StringBuilder text, string what, Func<SqlDialect, long> limit) =>
        text.Append(CultureInfo.InvariantCulture, $"| {what} | ").AppendJoin(" | ", TargetCatalog.Entries.Select(target => target.Generator switch
        {
            SqlTarget sql when limit(sql.Dialect) is var number and < int.MaxValue => number.ToString("N0", CultureInfo.InvariantCulture),
            _ => "none",
        })).Append(" |\n");
}
