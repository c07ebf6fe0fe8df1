using MlOps.Codegen.Sql.Specification.Batches;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Examples;
using MlOps.Codegen.Sql.Specification.Monitoring;
using MlOps.Codegen.Sql.Specification.Operators;
using MlOps.Codegen.Sql.Specification.Plans;
using MlOps.Codegen.Sql.Specification.Relations;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

public sealed class SqlServerNumberTests(SqlServerFixture fixture) : NumberSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerLogicTests(SqlServerFixture fixture) : LogicSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerTextTests(SqlServerFixture fixture) : TextSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerCalendarTests(SqlServerFixture fixture) : CalendarSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerRandomPlanTests(SqlServerFixture fixture) : RandomPlanSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerKernelTests(SqlServerFixture fixture) : KernelSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerCompiledScorerTests(SqlServerFixture fixture) : CompiledScorerSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerNameTests(SqlServerFixture fixture) : NameSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerGoldenTests(SqlServerFixture fixture) : GoldenSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerLifecycleTests(SqlServerFixture fixture) : LifecycleSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerBatchTests(SqlServerFixture fixture) : BatchSpecification<SqlServerFixture>(fixture, byProcedure: true);

public sealed class SqlServerClientBatchTests(SqlServerFixture fixture) : BatchSpecification<SqlServerFixture>(fixture, byProcedure: false);

public sealed class SqlServerInstallTests(SqlServerFixture fixture) : InstallSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerFeaturesTests(SqlServerFixture fixture) : FeaturesSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerFeatureScriptsTests(SqlServerFixture fixture) : FeatureScriptsSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerExamplesTests(SqlServerFixture fixture) : ExamplesSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerDriftTests(SqlServerFixture fixture) : DriftSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerOutcomeTests(SqlServerFixture fixture) : OutcomeSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerRetrainTests(SqlServerFixture fixture) : RetrainSpecification<SqlServerFixture>(fixture);

public sealed class SqlServerComplianceTests
{
    [Fact]
    public void Every_specification_is_met() => Assert.Empty(Compliance.MissingIn(typeof(SqlServerComplianceTests).Assembly));
}
