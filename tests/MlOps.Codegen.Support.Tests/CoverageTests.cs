using MlOps.Codegen.Compiler.Models;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Pipeline.Predicates;
using MlOps.Codegen.Compiler.Pipeline.Statistics;
using MlOps.Codegen.Support.Tests.Outcomes;
using MlOps.Codegen.Support.Tests.Probes;
using MlOps.Codegen.Support.Tests.Probes.Fields;
using MlOps.Codegen.Support.Tests.Probes.Models;

namespace MlOps.Codegen.Support.Tests;

/// <summary>Nothing that the compiler knows is missing from the page.</summary>
public class CoverageTests
{
    public static TheoryData<string> Tables => [.. KeywordTables.Names];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_word_that_an_attribute_takes_has_a_probe(string table) =>
        Assert.Empty(KeywordTables.Words(table).Except(ProbeCatalog.All.Where(probe => probe.Table == table).Select(probe => probe.Value)));

    [Fact]
    public void Every_model_kind_has_a_probe() =>
        Assert.Empty(ModelCatalog.Elements.Except(ModelProbes.OfKinds.Probes.Select(probe => probe.Feature)));

    [Fact]
    public void Every_function_has_a_probe() => Assert.Empty(FunctionProbes.Forgotten);

    [Theory]
    [InlineData(typeof(PipelineExpression), "")]
    [InlineData(typeof(Predicate), "Predicate")]
    [InlineData(typeof(ContinuousDistribution), "")]
    public void Every_element_of_a_family_is_used_by_a_probe(Type family, string suffix)
    {
        string[] elements =
        [
            .. family.Assembly.GetTypes().Where(type => type.IsSubclassOf(family) && !type.IsAbstract)
                .Select(type => type.Name is "TruePredicate" or "FalsePredicate" ? type.Name[..^suffix.Length] : type.Name),
        ];

        Assert.NotEmpty(elements);
        Assert.All(elements, element => Assert.Contains(ProbeCatalog.All, probe => probe.Pmml.Contains($"<{element}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Probes_are_named_once() => Assert.Empty(
        ProbeCatalog.Sections.SelectMany(section => section.Probes.CountBy(probe => probe.Name).Where(count => count.Value > 1).Select(count => count.Key)));

    // A warning would mean that a probe is not the file that it seems to be.
    [Fact]
    public void The_compiler_has_no_more_to_say_of_a_probe_that_it_compiles() => Assert.Empty(
        AllOutcomes.All.Where(outcome => outcome.Plan is not null).SelectMany(outcome => outcome.Warnings.Select(warning => $"{outcome.Probe.Name}: {warning}")));
}
