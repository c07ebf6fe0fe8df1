using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.SqlServer.Tests.Validity;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

public class ScriptValidityTests
{
    [Fact]
    public void Random_kernels_parse_and_resolve()
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            Script.AssertResolved(Script.Supported(RandomPlans.OfKernels(seed)));
        }
    }
}
