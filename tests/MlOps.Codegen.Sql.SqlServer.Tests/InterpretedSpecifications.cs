using MlOps.Codegen.Sql.Specification.Operators;
using MlOps.Codegen.Sql.Specification.Plans;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

public sealed class InterpretedNumberTests(InterpretedFixture fixture) : NumberSpecification<InterpretedFixture>(fixture);

public sealed class InterpretedLogicTests(InterpretedFixture fixture) : LogicSpecification<InterpretedFixture>(fixture);

public sealed class InterpretedTextTests(InterpretedFixture fixture) : TextSpecification<InterpretedFixture>(fixture);

public sealed class InterpretedCalendarTests(InterpretedFixture fixture) : CalendarSpecification<InterpretedFixture>(fixture);

public sealed class InterpretedRandomPlanTests(InterpretedFixture fixture) : RandomPlanSpecification<InterpretedFixture>(fixture);

public sealed class InterpretedKernelTests(InterpretedFixture fixture) : KernelSpecification<InterpretedFixture>(fixture);

public sealed class InterpretedNameTests(InterpretedFixture fixture) : NameSpecification<InterpretedFixture>(fixture);

public sealed class InterpretedGoldenTests(InterpretedFixture fixture) : GoldenSpecification<InterpretedFixture>(fixture);
