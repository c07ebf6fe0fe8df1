using MlOps.Codegen.Sql.Specification.Batches;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Examples;
using MlOps.Codegen.Sql.Specification.Monitoring;
using MlOps.Codegen.Sql.Specification.Operators;
using MlOps.Codegen.Sql.Specification.Plans;
using MlOps.Codegen.Sql.Specification.Relations;

namespace MlOps.Codegen.Sql.Sqlite.Tests;

public sealed class SqliteNumberTests(SqliteFixture fixture) : NumberSpecification<SqliteFixture>(fixture);

public sealed class SqliteLogicTests(SqliteFixture fixture) : LogicSpecification<SqliteFixture>(fixture);

public sealed class SqliteTextTests(SqliteFixture fixture) : TextSpecification<SqliteFixture>(fixture);

public sealed class SqliteCalendarTests(SqliteFixture fixture) : CalendarSpecification<SqliteFixture>(fixture);

public sealed class SqliteRandomPlanTests(SqliteFixture fixture) : RandomPlanSpecification<SqliteFixture>(fixture);

public sealed class SqliteKernelTests(SqliteFixture fixture) : KernelSpecification<SqliteFixture>(fixture);

public sealed class SqliteCompiledScorerTests(SqliteFixture fixture) : CompiledScorerSpecification<SqliteFixture>(fixture);

public sealed class SqliteNameTests(SqliteFixture fixture) : NameSpecification<SqliteFixture>(fixture);

public sealed class SqliteLifecycleTests(SqliteFixture fixture) : LifecycleSpecification<SqliteFixture>(fixture);

public sealed class SqliteBatchTests(SqliteFixture fixture) : BatchSpecification<SqliteFixture>(fixture, byProcedure: false);

public sealed class SqliteCompiledBatchTests(SqliteFixture fixture) : BatchSpecification<SqliteFixture>(fixture, byProcedure: false, isCompiled: true);

public sealed class SqliteInstallTests(SqliteFixture fixture) : InstallSpecification<SqliteFixture>(fixture);

public sealed class SqliteGoldenTests(SqliteFixture fixture) : GoldenSpecification<SqliteFixture>(fixture);

public sealed class SqliteFeaturesTests(SqliteFixture fixture) : FeaturesSpecification<SqliteFixture>(fixture);

public sealed class SqliteFeatureScriptsTests(SqliteFixture fixture) : FeatureScriptsSpecification<SqliteFixture>(fixture);

public sealed class SqliteExamplesTests(SqliteFixture fixture) : ExamplesSpecification<SqliteFixture>(fixture);

public sealed class SqliteDriftTests(SqliteFixture fixture) : DriftSpecification<SqliteFixture>(fixture);

public sealed class SqliteOutcomeTests(SqliteFixture fixture) : OutcomeSpecification<SqliteFixture>(fixture);

public sealed class SqliteRetrainTests(SqliteFixture fixture) : RetrainSpecification<SqliteFixture>(fixture);

public sealed class SqliteComplianceTests
{
    [Fact]
    public void Every_specification_is_met() => Assert.Empty(Compliance.MissingIn(typeof(SqliteComplianceTests).Assembly));
}
