using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Statistics;

namespace MlOps.Codegen.Compiler.Models.BaselineModels;

/// <summary>PMML 4.4, Baseline Models, with the one test statistic that a single row has: <c>zValue</c>.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Field">The field that is tested.</param>
/// <param name="Baseline">Its usual distribution, whose mean and variance are known.</param>
public sealed record BaselineModel(ModelCommon Common, string Field, ContinuousDistribution Baseline) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "BaselineModel";
}
