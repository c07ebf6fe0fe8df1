using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Embedding;

/// <summary>A model file that was read and compiled to a plan.</summary>
/// <param name="Document">The pipeline that was read.</param>
/// <param name="Plan">The plan that it became.</param>
public sealed record ReadModel(PipelineDocument Document, ScoringPlan Plan);
