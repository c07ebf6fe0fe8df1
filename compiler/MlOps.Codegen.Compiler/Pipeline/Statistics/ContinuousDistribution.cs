namespace MlOps.Codegen.Compiler.Pipeline.Statistics;

/// <summary>PMML 4.4, Baseline Models: CONTINUOUS-DISTRIBUTION-TYPES.</summary>
/// <param name="Location">The element's place.</param>
public abstract record ContinuousDistribution(SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Baseline Models: GaussianDistribution.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Variance">The variance, above 0.</param>
/// <param name="Location">The element's place.</param>
public sealed record GaussianDistribution(double Mean, double Variance, SourceLocation Location) : ContinuousDistribution(Location);

/// <summary>PMML 4.4, Baseline Models: PoissonDistribution.</summary>
/// <param name="Mean">The mean, above 0.</param>
/// <param name="Location">The element's place.</param>
public sealed record PoissonDistribution(double Mean, SourceLocation Location) : ContinuousDistribution(Location);

/// <summary>PMML 4.4, Baseline Models: UniformDistribution.</summary>
/// <param name="Lower">Where it begins.</param>
/// <param name="Upper">Where it ends, above <paramref name="Lower"/>.</param>
/// <param name="Location">The element's place.</param>
public sealed record UniformDistribution(double Lower, double Upper, SourceLocation Location) : ContinuousDistribution(Location);

/// <summary>PMML 4.4, Baseline Models: AnyDistribution, of which only two moments are known.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Variance">The variance, above 0.</param>
/// <param name="Location">The element's place.</param>
public sealed record AnyDistribution(double Mean, double Variance, SourceLocation Location) : ContinuousDistribution(Location);
