using MlOps.Codegen.Sql.Specification.Batches;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Examples;
using MlOps.Codegen.Sql.Specification.Monitoring;
using MlOps.Codegen.Sql.Specification.Operators;
using MlOps.Codegen.Sql.Specification.Plans;
using MlOps.Codegen.Sql.Specification.Relations;

namespace MlOps.Codegen.Sql.DuckDb.Tests;

public sealed class DuckDbNumberTests(DuckDbFixture fixture) : NumberSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbLogicTests(DuckDbFixture fixture) : LogicSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbTextTests(DuckDbFixture fixture) : TextSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbCalendarTests(DuckDbFixture fixture) : CalendarSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbRandomPlanTests(DuckDbFixture fixture) : RandomPlanSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbKernelTests(DuckDbFixture fixture) : KernelSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbCompiledScorerTests(DuckDbFixture fixture) : CompiledScorerSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbNameTests(DuckDbFixture fixture) : NameSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbLifecycleTests(DuckDbFixture fixture) : LifecycleSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbBatchTests(DuckDbFixture fixture) : BatchSpecification<DuckDbFixture>(fixture, byProcedure: false);

public sealed class DuckDbCompiledBatchTests(DuckDbFixture fixture) : BatchSpecification<DuckDbFixture>(fixture, byProcedure: false, isCompiled: true);

public sealed class DuckDbInstallTests(DuckDbFixture fixture) : InstallSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbGoldenTests(DuckDbFixture fixture) : GoldenSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbFeaturesTests(DuckDbFixture fixture) : FeaturesSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbFeatureScriptsTests(DuckDbFixture fixture) : FeatureScriptsSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbExamplesTests(DuckDbFixture fixture) : ExamplesSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbDriftTests(DuckDbFixture fixture) : DriftSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbOutcomeTests(DuckDbFixture fixture) : OutcomeSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbRetrainTests(DuckDbFixture fixture) : RetrainSpecification<DuckDbFixture>(fixture);

public sealed class DuckDbComplianceTests
{
    [Fact]
    public void Every_specification_is_met() => Assert.Empty(Compliance.MissingIn(typeof(DuckDbComplianceTests).Assembly));
}
