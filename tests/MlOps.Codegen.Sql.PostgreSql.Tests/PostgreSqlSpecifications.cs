using MlOps.Codegen.Sql.Specification.Batches;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Examples;
using MlOps.Codegen.Sql.Specification.Monitoring;
using MlOps.Codegen.Sql.Specification.Operators;
using MlOps.Codegen.Sql.Specification.Plans;
using MlOps.Codegen.Sql.Specification.Relations;

namespace MlOps.Codegen.Sql.PostgreSql.Tests;

public sealed class PostgreSqlNumberTests(PostgreSqlFixture fixture) : NumberSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlLogicTests(PostgreSqlFixture fixture) : LogicSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlTextTests(PostgreSqlFixture fixture) : TextSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlCalendarTests(PostgreSqlFixture fixture) : CalendarSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlRandomPlanTests(PostgreSqlFixture fixture) : RandomPlanSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlKernelTests(PostgreSqlFixture fixture) : KernelSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlCompiledScorerTests(PostgreSqlFixture fixture) : CompiledScorerSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlNameTests(PostgreSqlFixture fixture) : NameSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlLifecycleTests(PostgreSqlFixture fixture) : LifecycleSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlBatchTests(PostgreSqlFixture fixture) : BatchSpecification<PostgreSqlFixture>(fixture, byProcedure: true);

public sealed class PostgreSqlCompiledBatchTests(PostgreSqlFixture fixture) : BatchSpecification<PostgreSqlFixture>(fixture, byProcedure: false, isCompiled: true);

public sealed class PostgreSqlClientBatchTests(PostgreSqlFixture fixture) : BatchSpecification<PostgreSqlFixture>(fixture, byProcedure: false);

public sealed class PostgreSqlInstallTests(PostgreSqlFixture fixture) : InstallSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlGoldenTests(PostgreSqlFixture fixture) : GoldenSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlFeaturesTests(PostgreSqlFixture fixture) : FeaturesSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlFeatureScriptsTests(PostgreSqlFixture fixture) : FeatureScriptsSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlExamplesTests(PostgreSqlFixture fixture) : ExamplesSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlDriftTests(PostgreSqlFixture fixture) : DriftSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlOutcomeTests(PostgreSqlFixture fixture) : OutcomeSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlRetrainTests(PostgreSqlFixture fixture) : RetrainSpecification<PostgreSqlFixture>(fixture);

public sealed class PostgreSqlComplianceTests
{
    [Fact]
    public void Every_specification_is_met() => Assert.Empty(Compliance.MissingIn(typeof(PostgreSqlComplianceTests).Assembly));
}
