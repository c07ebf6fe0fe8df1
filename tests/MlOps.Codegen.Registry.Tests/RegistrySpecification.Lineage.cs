using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Tests.Engines;

namespace MlOps.Codegen.Registry.Tests;

/// <summary>Where versions come from, and where they lead.</summary>
public abstract partial class RegistrySpecification
{
    [SkippableFact]
    public void Lineage_goes_both_ways_and_through()
    {
        VersionReference With(string name, params VersionReference[] needs) =>
            Registry.Register(Registrations.Of(name, $"<{name}/>") with { DependsOn = [.. needs] }, TestRegistry.Ann).Version;
        VersionReference a = With("a");
        VersionReference b = With("b", a);
        VersionReference c = With("c", a);
        VersionReference d = With("d", b, c);
        With("alone");

        LineageGraph graph = Registry.Lineage(b);
        Assert.Equal([new LineageEdge(b, a)], graph.Needs.AsEnumerable());
        Assert.Equal([new LineageEdge(d, b)], graph.NeededBy.AsEnumerable());
        Assert.Equal(
            ["d@1 < b@1", "d@1 < c@1", "b@1 < a@1", "c@1 < a@1"],
            Registry.Lineage(d).Needs.Select(edge => $"{edge.Downstream} < {edge.Upstream}"));
        Assert.Equal(4, Registry.Lineage(a).NeededBy.Length);
        ColumnOrigin origin = Assert.Single(graph.Columns);
        Assert.Equal(("score", "scaled age", "age, Größe"), (origin.Output, string.Join(", ", origin.Features), string.Join(", ", origin.Columns)));
        Assert.Throws<RegistryFailure>(() => With("e", new VersionReference("a", null)));
        Assert.Throws<RegistryFailure>(() => With("e", new VersionReference("a", 9)));
    }
}
