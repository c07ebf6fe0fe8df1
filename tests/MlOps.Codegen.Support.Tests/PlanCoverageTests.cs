using MlOps.Codegen.Compiler.Models.SupportVectorMachineModels;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Support.Tests.Outcomes;
using MlOps.Codegen.Support.Tests.Probes;

namespace MlOps.Codegen.Support.Tests;

/// <summary>What a target may be unable to do is in some probe's plan, so that the page shows it.</summary>
public class PlanCoverageTests
{
    // What only models of ML.NET use has no PMML to show it: docs/mlnet.md says what runs where.
    private static readonly Enum[] OfMlNetOnly = [ScalarFunction.Translate, ScalarFunction.Hash, ScalarFunction.ReadSingle];

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
        Assert.Empty(all.Except(used).Except(OfMlNetOnly));
    }

    [Fact]
    public void Every_kernel_is_used()
    {
        Kernel[] used = [.. Definitions.OfType<KernelDefinition>().Select(definition => definition.Kernel)];
        Assert.Equal([typeof(NgramSums)], Members<Kernel>().Except(used.Select(kernel => kernel.GetType())));
        Assert.Empty(Members<KernelFunction>().Except(used.OfType<KernelSum>().Select(sum => sum.Function.GetType())));
        Assert.Empty(Members<DistanceMeasure>().Except(used.OfType<Distances>().Select(distances => distances.Measure.GetType())));
    }

    [Fact]
    public void Every_kernel_of_vector_machines_is_used() => Assert.All(
        Enum.GetNames<SvmKernelType>(), name => Assert.Contains(ProbeCatalog.All, probe => probe.Pmml.Contains($"<{name}KernelType", StringComparison.Ordinal)));

    private static IEnumerable<Type> Members<T>() => typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract);
}
