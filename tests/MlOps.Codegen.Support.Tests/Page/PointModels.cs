using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Support.Tests.Outcomes;
using MlOps.Codegen.Support.Tests.Probes;

namespace MlOps.Codegen.Support.Tests.Page;

/// <summary>Models that compare a row with every one of their points: the one kind of model that outgrows a query.</summary>
internal static class PointModels
{
    /// <summary>The fields that are compared.</summary>
    public const int Fields = 10;

    /// <summary>How many neighbours decide.</summary>
    public const int Neighbors = 5;

    private const int Few = 20;

    /// <summary>How many training instances of a NearestNeighborModel a query can hold.</summary>
    /// <param name="largestKernel">The engine's limit.</param>
    public static long MostInstances(long largestKernel) => Most(Nearest, largestKernel);

    /// <summary>How many clusters a query can hold.</summary>
    /// <param name="largestKernel">The engine's limit.</param>
    public static long MostClusters(long largestKernel) => Most(Clusters, largestKernel);

    /// <summary>A NearestNeighborModel.</summary>
    /// <param name="points">Its training instances.</param>
    public static ScoringPlan Nearest(long points) => Compiled($"""
        <NearestNeighborModel functionName="regression" numberOfNeighbors="{Neighbors}">{Schema("y")}
        <TrainingInstances><InstanceFields>{Each(field => $"<InstanceField field=\"x{field}\" column=\"x{field}\"/>")}<InstanceField field="y" column="y"/></InstanceFields>
        <InlineTable>{All(points, point => $"<row>{Each(field => Invariant($"<x{field}>{point + field}</x{field}>"))}<y>{point}</y></row>")}</InlineTable></TrainingInstances>
        <ComparisonMeasure kind="distance"><euclidean/></ComparisonMeasure><KNNInputs>{Each(field => $"<KNNInput field=\"x{field}\"/>")}</KNNInputs></NearestNeighborModel>
        """);

    /// <summary>A ClusteringModel.</summary>
    /// <param name="points">Its clusters.</param>
    public static ScoringPlan Clusters(long points) => Compiled($"""
        <ClusteringModel functionName="clustering" modelClass="centerBased" numberOfClusters="{points}">{Schema("")}
        <ComparisonMeasure kind="distance"><euclidean/></ComparisonMeasure>{Each(field => $"<ClusteringField field=\"x{field}\"/>")}
        {All(points, point => $"<Cluster id=\"{point}\"><Array n=\"{Fields}\" type=\"real\">{Each(field => Invariant($" {point + field}"))}</Array></Cluster>")}</ClusteringModel>
        """);

    // The size of a kernel is proportional to its points.
    private static long Most(Func<long, ScoringPlan> model, long largestKernel) =>
        largestKernel * Few / model(Few).Definitions.OfType<KernelDefinition>().Max(definition => KernelExpansion.Size(definition.Kernel));

    private static ScoringPlan Compiled(string model)
    {
        string fields = Each(field => $"<DataField name=\"x{field}\" optype=\"continuous\" dataType=\"double\"/>");
        return Outcome.Of(new Probe("points", "", Pmml.File(model, fields: fields))).Plan ?? throw new InvalidOperationException("the model is refused");
    }

    private static string Schema(string target) => Pmml.Schema(Each(field => $"x{field} "), target);

    private static string Each(Func<long, string> part) => All(Fields, part);

    private static string All(long count, Func<long, string> part) => string.Concat(Enumerable.Range(1, (int)count).Select(i => part(i)));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
