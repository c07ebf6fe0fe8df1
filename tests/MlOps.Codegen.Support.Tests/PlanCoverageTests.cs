using MlOps.Codegen.Compiler.Models.SupportVectorMachineModels;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Support.Tests.Outcomes;
using MlOps.Codegen.Support.Tests.Probes;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Support.Tests;

/// <summary>What a target may be unable to do is in some probe's plan, so that the page shows it.</summary>
public class PlanCoverageTests
{
    // PMML has no words for these, so that no probe can show them: only transformers of ML.NET become them. What runs where is said
    // beside each transformer in docs/mlnet.md. That targets compute them alike is shown without a model: by the text specification that
    // every dialect inherits, and by the operator tests of C#.
    private static readonly Dictionary<Enum, string> OfMlNetOnly = new()
    {
        [ScalarFunction.Translate] = "`NormalizeText`",
        [ScalarFunction.Hash] = "`Hash`",
        [ScalarFunction.ReadSingle] = "`ConvertType`",
    };

    // The clocks of a zone are those of pipelines only; the calendar specification that every dialect inherits shows that targets read them alike.
    private static readonly Dictionary<Enum, string> OfPipelinesOnly = new() { [UnaryOperator.ToDateTime] = "in \"Europe/Berlin\"" };

    private static readonly Dictionary<Type, string> KernelsOfMlNetOnly = new() { [typeof(NgramSums)] = "`ProduceNgrams`" };

    private static IEnumerable<Definition> Definitions => AllOutcomes.All.Where(outcome => outcome.Plan is not null).SelectMany(outcome => outcome.Plan!.Definitions);

    private static IEnumerable<Expression> Nodes => Definitions.OfType<ScalarDefinition>().SelectMany(definition => QueryLayout.NodesOf(definition.Expression));

    [Fact]
    public void Every_operator_and_function_is_used()
    {
        var used = Nodes.Select(node => node switch
        {
            UnaryExpression unary => unary.Operator,
            BinaryExpression binary => binary.Operator,
            NaryExpression nary => nary.Operator,
            CallExpression call => (Enum)call.Function,
            _ => null,
        }).OfType<Enum>().ToHashSet();

        Enum[] all = [.. ((Type[])[typeof(UnaryOperator), typeof(BinaryOperator), typeof(NaryOperator), typeof(ScalarFunction)]).SelectMany(type => Enum.GetValues(type).Cast<Enum>())];
        Assert.Equivalent(OfMlNetOnly.Keys.Concat(OfPipelinesOnly.Keys), all.Except(used), strict: true);
    }

    [Fact]
    public void What_only_transformers_of_ML_NET_become_is_on_their_page()
    {
        string[] rows = [.. GeneratedPage.Read("docs/mlnet.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')[1])];
        Assert.All(OfMlNetOnly.Values.Concat(KernelsOfMlNetOnly.Values), name => Assert.Single(rows, row => row.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void What_only_pipelines_become_is_on_their_page() =>
        Assert.All(OfPipelinesOnly.Values, words => Assert.Contains(words, GeneratedPage.Read("docs/language.md"), StringComparison.Ordinal));

    [Fact]
    public void Every_kernel_is_used()
    {
        Kernel[] used = [.. Definitions.OfType<KernelDefinition>().Select(definition => definition.Kernel)];
        Assert.Equal(KernelsOfMlNetOnly.Keys, Members<Kernel>().Except(used.Select(kernel => kernel.GetType())));
        Assert.Empty(Members<KernelFunction>().Except(used.OfType<KernelSum>().Select(sum => sum.Function.GetType())));
        Assert.Empty(Members<DistanceMeasure>().Except(used.OfType<Distances>().Select(distances => distances.Measure.GetType())));
    }

    [Fact]
    public void Every_kernel_of_vector_machines_is_used() => Assert.All(
        Enum.GetNames<SvmKernelType>(), name => Assert.Contains(ProbeCatalog.All, probe => probe.Pmml.Contains($"<{name}KernelType", StringComparison.Ordinal)));

    private static IEnumerable<Type> Members<T>() => typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract);
}
