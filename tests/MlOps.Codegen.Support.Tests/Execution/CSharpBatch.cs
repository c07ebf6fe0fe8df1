using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.CSharp.Compilation;
using MlOps.Codegen.Plan;
using MlOps.Runtime;

namespace MlOps.Codegen.Support.Tests.Execution;

/// <summary>Plans as C# classes of one assembly: hundreds of assemblies would take ten times as long to compile.</summary>
internal sealed class CSharpBatch : IDisposable
{
    private readonly ScorerLoadContext context = new();
    private readonly Dictionary<ScoringPlan, IScorer> scorers = [];

    /// <summary>Generates, compiles and loads the classes.</summary>
    /// <param name="plans">Plans that the target has nothing against.</param>
    public CSharpBatch(IReadOnlyList<ScoringPlan> plans)
    {
        GeneratedClass[] classes = [.. plans.Select((plan, i) => CSharpGenerator.Generate(plan, $"Probe{i}"))];
        var compilation = CSharpCompilation.Create(
            "Probes",
            classes.Select(generated => CSharpSyntaxTree.ParseText(generated.Source)),
            FrameworkReferences.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        Assert.Empty(compilation.Emit(image).Diagnostics);
        image.Position = 0;
        Assembly assembly = context.LoadFromStream(image);
        for (int i = 0; i < plans.Count; i++)
        {
            scorers[plans[i]] = (IScorer)Activator.CreateInstance(assembly.GetType(classes[i].FullName, throwOnError: true)!)!;
        }
    }

    /// <summary>Scores rows.</summary>
    /// <param name="plan">One of the plans.</param>
    /// <param name="rows">A row of input values each.</param>
    /// <returns>A row of output values per row, in order.</returns>
    public List<Scalar[]> Score(ScoringPlan plan, Scalar[][] rows)
    {
        object?[][] inputs = [.. rows.Select(row => row.Select((value, i) => ClrValue.Of(value, plan.Inputs[i].Value.Type)).ToArray())];
        object?[][] outputs = [.. rows.Select(_ => new object?[plan.Outputs.Length])];
        scorers[plan].ScoreBatch(inputs, outputs);
        return [.. outputs.Select(row => row.Select(ClrValue.ToScalar).ToArray())];
    }

    public void Dispose() => context.Unload();
}
